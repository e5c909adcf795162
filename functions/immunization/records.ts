import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { entity, type IndexContext } from '../casefile/entity.ts';
import { PlainDate } from '../kernel/dates.ts';
import { ChildId } from '../kernel/ids.ts';
import { HEALTH_FACTS } from '../policy/schema/immunization.ts';
import { dueOn, workerPartition, type IndexKeys } from '../table/keys.ts';

/** A day as far as it is known: `2024`, `2024-05` or `2024-05-17`. */
export const HalfKnownDay = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, 'must be YYYY, YYYY-MM or YYYY-MM-DD');

export const DoseSource = z.enum(['visit', 'card', 'registry']);

/** A vaccine dose that a child was given, as somebody recorded it. */
export const Dose = z.object({
  doseId: z.uuid(),
  childId: ChildId,
  /** A product of the schedule. */
  product: z.string(),
  /** As it was told, to the day, the month or the year. */
  on: HalfKnownDay,
  /** The first and the last day that it may have been given on. */
  from: PlainDate,
  to: PlainDate,
  source: DoseSource,
  lot: z.string().optional(),
  place: z.string().optional(),
  adverseEvent: z.string().optional(),
  recordedAt: Instant,
  by: z.string(),
  /** A record that was wrong: it stays to be seen and counts no more. */
  withdrawn: z.object({ at: Instant, by: z.string(), reason: z.string(), replacedBy: z.uuid().optional() }).optional(),
});
export type Dose = z.infer<typeof Dose>;

export const Doses = entity({ name: 'dose', schema: Dose, sk: ({ doseId }) => `DOSE#${doseId}` });

/** Why a series is not given: on advice, or because the mother does not want it. */
export const Withheld = z.object({ series: z.string(), why: z.enum(['contraindicated', 'refused']), note: z.string().optional() });

/** What decides about a child's vaccines beside its age and its doses. */
export const ImmunizationFacts = z.object({
  childId: ChildId,
  birthWeightGrams: z.int().optional(),
  preterm: z.boolean().optional(),
  health: z.object(HEALTH_FACTS).partial(),
  withheld: z.array(Withheld),
  recordedAt: Instant,
  by: z.string(),
});
export type ImmunizationFacts = z.infer<typeof ImmunizationFacts>;

export const ImmunizationFactsOfChildren = entity({
  name: 'immunizationFacts',
  schema: ImmunizationFacts,
  sk: ({ childId }) => `IMMUNIZATION#${childId}`,
});

/** What was counted of a child's doses, by their names in the schedule, each with its due day. */
export const CountedDoses = z.object({
  childId: ChildId,
  due: z.record(z.string(), PlainDate),
  given: z.record(z.string(), z.object({ dueOn: PlainDate, inTime: z.boolean() })),
});
export type CountedDoses = z.infer<typeof CountedDoses>;

export const CountedDosesOfChildren = entity({
  name: 'countedDoses',
  schema: CountedDoses,
  sk: ({ childId }) => `DOSECOUNTS#${childId}`,
});

/**
 * The next visit of a child for its vaccines: one for all doses that are due by then, so that a mother is reminded once and her worker has
 * one line. It has the fields of a contact, so that it stands in the same list.
 */
export const NextDoses = z.object({
  contactId: z.string(),
  kind: z.literal('immunization'),
  of: z.literal('child'),
  childId: ChildId,
  dueOn: PlainDate,
  opensOn: PlainDate,
  /** The last day before the first of them is gone after. */
  closesOn: PlainDate,
  urgent: z.boolean(),
  status: z.enum(['scheduled', 'due', 'overdue']),
  doses: z.array(z.string()),
  /** Doses of which the mother was told that they are due, and those that were gone after. */
  told: z.record(z.string(), z.enum(['due', 'overdue'])),
  /** The next day on which something may change. */
  nextOn: PlainDate.optional(),
});
export type NextDoses = z.infer<typeof NextDoses>;

const nextDosesSk = (childId: string): string => `NEXTDOSES#${childId}`;

const nextDosesIndex = ({ childId, nextOn, dueOn: on, contactId }: NextDoses, { root, shards }: IndexContext): IndexKeys => ({
  ...(nextOn === undefined ? {} : dueOn('update', nextOn, 'immunization', root.caseId, nextDosesSk(childId), shards)),
  ...(root.workerId === undefined ? {} : { workerPk: workerPartition(root.workerId), workerSk: `${on}#${root.caseId}#${contactId}` }),
});

export const NextDosesOfChildren = entity({
  name: 'nextDoses',
  schema: NextDoses,
  sk: ({ childId }) => nextDosesSk(childId),
  index: nextDosesIndex,
});
