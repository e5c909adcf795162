import * as z from 'zod';
import { planChild } from '../../../functions/immunization/domain/plan-child.ts';
import type { ChildPlan, DoseFault, DoseStatus, GivenDose, PlannedDose } from '../../../functions/immunization/domain/plan-types.ts';
import { withSettings } from '../../../functions/immunization/domain/timing.ts';
import { latestOf, PlainDate } from '../../../functions/kernel/dates.ts';
import type { ImmunizationSchedule, Series } from '../../../functions/policy/schema/immunization.ts';
import { compared, type CaseResult, type Difference } from './result.ts';

const Days = z.looseObject({ due: PlainDate.nullish(), overdue: PlainDate.nullish(), expires: PlainDate.nullish() });

/** One case of due dates: what was given when, and the days that follow. */
const DueDateCase = z.looseObject({
  id: z.string(),
  birthDate: PlainDate,
  given: z.record(z.string(), PlainDate),
  facts: z
    .looseObject({
      assessmentDate: PlainDate.optional(),
      statusExpected: z.record(z.string(), z.string()).optional(),
      validity: z.record(z.string(), z.string()).optional(),
      product: z.string().optional(),
      birthWeightGrams: z.number().optional(),
      preterm: z.boolean().optional(),
      transmission: z.string().optional(),
      schedule: z.string().optional(),
    })
    .default({}),
  expected: z.array(Days.extend({ dose: z.string(), cdsiRollForward: Days.optional() })),
  note: z.string().optional(),
});
type DueDateCase = z.infer<typeof DueDateCase>;

export const DueDateCases = z.looseObject({ cases: z.array(DueDateCase).min(1) });

const KNOWN_FACTS = ['assessmentDate', 'statusExpected', 'validity', 'product', 'birthWeightGrams', 'preterm', 'transmission', 'schedule'];

/** How the cases speak of a fault. */
const FAULT_WORDS: readonly (readonly [RegExp, DoseFault])[] = [
  [/minimum age|too young/i, 'belowMinimumAge'],
  [/live/i, 'tooSoonAfterLive'],
  [/interval|too (soon|early|short)|less than/i, 'intervalTooShort'],
  [/expir|too old|too late/i, 'afterExpiry'],
  [/not needed|superfluous|extra/i, 'notNeeded'],
  [/previous|missing/i, 'previousMissing'],
];

/** How a status begins in the words of the cases. */
const STATUS_WORDS: readonly (readonly [RegExp, readonly DoseStatus[]])[] = [
  [/^expired/, ['expired']],
  [/^overdue/, ['overdue']],
  [/^not (yet )?due/, ['notYetDue', 'waiting']],
  [/^due/, ['due', 'overdue']],
  [/^(given|complete)/, ['given', 'notNeeded']],
  [/^not needed/, ['notNeeded']],
  [/^waiting/, ['waiting']],
];
const A_DAY = /\d{4}-\d{2}-\d{2}/;

const seriesOf = ({ series }: ImmunizationSchedule, dose: string): Series | undefined =>
  series.find(({ doses }) => doses.some(({ id }) => id === dose));

/** The product that a case means: the one of the series, or the one with the course that the case names, such as `2-dose`. */
const productOf = (schedule: ImmunizationSchedule, series: Series, course: string | undefined): string => {
  const named = Object.entries(schedule.products).find(
    ([, product]) => product.series.includes(series.id) && course === `${String(product.courseDoses)}-dose`,
  );
  return named?.[0] ?? series.product;
};

const givenOf = (row: DueDateCase, schedule: ImmunizationSchedule): readonly GivenDose[] =>
  Object.entries(row.given).map(([dose, on]) => {
    const series = seriesOf(schedule, dose);
    const product = series === undefined ? dose : productOf(schedule, series, row.facts.product);
    return { id: dose, product, from: on, to: on };
  });

const planOf = (row: DueDateCase, schedule: ImmunizationSchedule): ChildPlan => {
  const { birthWeightGrams, preterm, assessmentDate } = row.facts;
  const asOf = assessmentDate ?? latestOf([row.birthDate, ...Object.values(row.given)]) ?? row.birthDate;
  const child = { bornOn: row.birthDate, birthWeightGrams, preterm };
  return planChild(
    schedule,
    schedule.series.map(({ id }) => id),
    child,
    givenOf(row, schedule),
    asOf,
  );
};

const dayDifferences = (where: string, expected: z.infer<typeof Days>, got: PlannedDose | undefined): readonly Difference[] => {
  if (got === undefined) return [{ where, expected: 'a dose of the schedule', got: null }];
  const days = { due: got.dueOn, overdue: got.overdueOn, expires: got.expiresOn };
  return Object.entries(days).flatMap(([name, day]) => {
    const wanted = expected[name];
    return wanted === undefined ? [] : compared(`${where}.${name}`, wanted, day);
  });
};

const statusDifferences = (dose: string, words: string, plan: ChildPlan): readonly Difference[] => {
  const got = plan.doses.find((one) => one.dose === dose);
  const [, allowed] = STATUS_WORDS.find(([pattern]) => pattern.test(words)) ?? [];
  const where = `${dose}.status`;
  if (got === undefined || allowed === undefined) return [{ where, expected: words, got: got?.status ?? 'not evaluated' }];
  const day = A_DAY.exec(words)?.[0];
  return [
    ...(allowed.includes(got.status) ? [] : [{ where, expected: words, got: got.status }]),
    ...(day === undefined ? [] : compared(where, day, got.recommendedOn)),
  ];
};

const validityDifferences = (dose: string, words: string, plan: ChildPlan): readonly Difference[] => {
  const judged = plan.given.find(({ given }) => given.id === dose);
  const expected = /^valid/i.test(words) ? 'valid' : FAULT_WORDS.find(([pattern]) => pattern.test(words))?.[1];
  const got: readonly string[] = judged?.validity === 'valid' ? ['valid'] : (judged?.faults ?? []);
  const isSame = expected !== undefined && got.includes(expected);
  return isSame ? [] : [{ where: `${dose}.validity`, expected: words, got: expected === undefined ? 'not evaluated' : got.join(', ') }];
};

/** Runs one case. WHO's own tables do not grade what was given, so an early dose counts here, and its fault is compared where the case names it. */
const checkDueDates = (row: DueDateCase, given: ImmunizationSchedule): CaseResult => {
  const settings = row.facts.transmission === 'low' ? ['lowMeaslesTransmission'] : [];
  const schedule: ImmunizationSchedule = { ...withSettings(given, settings), invalidDoses: 'count' };
  const plan = planOf(row, schedule);
  const rolled = planOf(row, { ...schedule, monthEnd: 'rollForward' });
  const find = (from: ChildPlan, dose: string): PlannedDose | undefined => from.doses.find((one) => one.dose === dose);
  return {
    id: row.id,
    about: row.note === undefined ? '' : `, ${row.note}`,
    differences: [
      ...row.expected.flatMap(({ cdsiRollForward, ...expected }) => [
        ...dayDifferences(expected.dose, expected, find(plan, expected.dose)),
        ...(cdsiRollForward === undefined
          ? []
          : dayDifferences(`${expected.dose} (rolled forward)`, { ...expected, ...cdsiRollForward }, find(rolled, expected.dose))),
      ]),
      ...Object.entries(row.facts.statusExpected ?? {}).flatMap(([dose, words]) => statusDifferences(dose, words, plan)),
      ...Object.entries(row.facts.validity ?? {}).flatMap(([dose, words]) => validityDifferences(dose, words, plan)),
    ],
    notes: [
      ...Object.keys(row.facts)
        .filter((name) => !KNOWN_FACTS.includes(name))
        .map((name) => `the fact ${name}`),
      ...Object.keys(row.given)
        .filter((dose) => seriesOf(schedule, dose) === undefined)
        .map((dose) => `the dose ${dose}, which the schedule does not know`),
    ],
  };
};

export const checkDueDateCases = (json: z.infer<typeof DueDateCases>, schedule: ImmunizationSchedule): readonly CaseResult[] =>
  json.cases.map((row) => checkDueDates(row, schedule));
