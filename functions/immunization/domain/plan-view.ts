import * as z from 'zod';
import type { CaseRoot, Child } from '../../casefile/case.ts';
import type { CaseFile } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { DoseSource, HalfKnownDay, type Dose } from '../records.ts';
import type { Immunization } from './child-plan.ts';
import { precisionOf } from './half-known.ts';
import type { ChildPlan } from './plan-types.ts';

const GivenView = z.object({
  doseId: z.uuid(),
  product: z.string(),
  on: HalfKnownDay,
  precision: z.enum(['day', 'month', 'year']).describe('of a half-known day the worse end is taken'),
  source: DoseSource,
  series: z.string().optional(),
  dose: z.string().optional().describe('the dose that it is, or was meant to be'),
  validity: z
    .enum(['valid', 'invalid', 'uncertain', 'extra', 'withdrawn'])
    .describe('uncertain: not every day that it may have been given on is right'),
  reasons: z.array(z.string()).describe('why it does not count'),
  counts: z.boolean().describe('whether it fills its place; what does not has to be given again'),
});

const REMINDERS = ['given', 'notEnrolled', 'caseExited', 'childDied'] as const;

const remindersOf = ({ status }: Pick<CaseRoot, 'status'>, { diedOn }: Pick<Child, 'diedOn'>): (typeof REMINDERS)[number] => {
  if (diedOn !== undefined) return 'childDied';
  if (status === 'exited') return 'caseExited';
  return status === 'enrolled' ? 'given' : 'notEnrolled';
};

const PlannedView = z.object({
  series: z.string(),
  dose: z.string(),
  number: z.int(),
  status: z.enum(['given', 'notYetDue', 'due', 'overdue', 'expired', 'waiting', 'contraindicated', 'refused', 'evaluate', 'notNeeded']),
  givenId: z.uuid().optional(),
  earliestOn: PlainDate.optional().describe('the first day on which it counts'),
  dueOn: PlainDate.optional().describe('the day that the schedule asks for'),
  recommendedOn: PlainDate.optional().describe('the later of both'),
  overdueOn: PlainDate.optional(),
  expiresOn: PlainDate.optional().describe('from this day it is not given any more'),
  countedFrom: z.string().optional().describe('a missing dose whose recommended day the others are counted from'),
});

/** A child's vaccines on a day. */
export const PlanView = z.object({
  on: PlainDate,
  schedule: z.object({ id: z.string(), version: z.string() }),
  dueNow: z.array(z.string()).describe('doses that may be given today'),
  reminders: z
    .enum(REMINDERS)
    .describe(
      'whether the mother is reminded and the worker has the child in her list, or why not: the mother is not enrolled yet, the case has left the programme (with the reason of its exit in the case), the child has died. The plan holds, and doses are recorded, all the same',
    ),
  given: z.array(GivenView),
  doses: z.array(PlannedView),
});
export type PlanView = z.infer<typeof PlanView>;

/** The plan as it is answered: each record with what it comes to, wrong records included, and whether anybody is reminded of it. */
export const plannedView = (
  { schedule }: Immunization,
  { root }: Pick<CaseFile, 'root'>,
  child: Pick<Child, 'diedOn'>,
  plan: ChildPlan,
  doses: readonly Dose[],
  on: PlainDate,
): PlanView => ({
  on,
  schedule: { id: schedule.id, version: schedule.version },
  reminders: remindersOf(root, child),
  dueNow: plan.doses.filter(({ status }) => status === 'due' || status === 'overdue').map(({ dose }) => dose),
  given: [...doses]
    .sort((left, right) => (left.from + left.doseId < right.from + right.doseId ? -1 : 1))
    .flatMap((dose): z.infer<typeof GivenView>[] => {
      const { doseId, product, on: told, source } = dose;
      const record = { doseId, product, on: told, precision: precisionOf(told), source };
      if (dose.withdrawn !== undefined) return [{ ...record, validity: 'withdrawn', reasons: [], counts: false }];
      return plan.given
        .filter(({ given }) => given.id === doseId)
        .map(({ series, dose: place, validity, faults, counts }) => ({
          ...record,
          series,
          dose: place,
          validity,
          reasons: [...faults],
          counts,
        }));
    }),
  doses: plan.doses.map((dose) => ({ ...dose })),
});
