import * as z from 'zod';
import { planChild } from '../../../functions/immunization/domain/plan-child.ts';
import type { DoseStatus, HealthFacts, PlannedDose } from '../../../functions/immunization/domain/plan-types.ts';
import { withSettings } from '../../../functions/immunization/domain/timing.ts';
import { PlainDate } from '../../../functions/kernel/dates.ts';
import type { ImmunizationSchedule } from '../../../functions/policy/schema/immunization.ts';
import { compared, type CaseResult } from './result.ts';

const Facts = z.looseObject({
  transmission: z.enum(['ongoing', 'low']).optional(),
  productSeries: z.string().optional(),
  dosesInSeries: z.number().optional(),
  hivStatus: z.enum(['positive', 'negative', 'unknown']).optional(),
  onART: z.boolean().optional(),
  immunologicallyStable: z.boolean().optional(),
  clinicallyWell: z.boolean().optional(),
  tbTest: z.enum(['positive', 'negative', 'unknown']).optional(),
  birthWeightGrams: z.number().optional(),
  preterm: z.boolean().optional(),
  memberStateLowerLimit: z.string().optional(),
});

/** One row of a decision table: a child on a day, and what is recommended. */
const DecisionCase = z.looseObject({
  id: z.string(),
  decisionTable: z.string(),
  evaluationDate: PlainDate,
  birth: z.looseObject({ date: PlainDate }),
  doses: z.array(z.looseObject({ vaccine: z.string(), date: PlainDate })),
  facts: Facts,
  expected: z.looseObject({ recommendationStatus: z.string(), for: z.string().optional() }),
});
type DecisionCase = z.infer<typeof DecisionCase>;

export const DecisionCases = z.looseObject({ cases: z.array(DecisionCase).min(1) });

/** The series that a recommendation is about, by how the case names it. */
const SERIES: readonly (readonly [RegExp, string])[] = [
  [/^Td booster/i, 'TD'],
  [/^Pertussis/i, 'PERT'],
  [/^DTP/i, 'PENTA'],
  [/^MCV|^Measles/i, 'MCV'],
  [/^Rotavirus/i, 'ROTA'],
  [/^BCG/i, 'BCG'],
  [/^Hepatitis B/i, 'HEPB'],
];

/** The products that the cases speak of; rotavirus depends on the course. */
const PRODUCTS: Readonly<Record<string, string>> = {
  DTP: 'DTP',
  Td: 'TD',
  MCV: 'MR',
  BCG: 'BCG',
  'Live attenuated influenza': 'LAIV',
  'HepB birth dose': 'HEPB',
  HepB: 'HEPB',
};

const productOf = (vaccine: string, { productSeries, dosesInSeries }: DecisionCase['facts']): string => {
  if (vaccine !== 'Rotavirus') return PRODUCTS[vaccine] ?? vaccine;
  return productSeries === 'same product' && dosesInSeries !== undefined ? `ROTA-${String(dosesInSeries)}` : 'ROTA';
};

const yesNo = (value: boolean | undefined) => (value === undefined ? 'unknown' : value ? 'yes' : 'no');

const healthOf = ({ hivStatus, onART, immunologicallyStable, clinicallyWell, tbTest }: DecisionCase['facts']): HealthFacts => ({
  hivStatus: hivStatus ?? 'unknown',
  onArt: yesNo(onART),
  immunologicallyStable: yesNo(immunologicallyStable),
  clinicallyWell: yesNo(clinicallyWell),
  tbTest: tbTest ?? 'unknown',
});

const WORDS: Readonly<Record<DoseStatus, string>> = {
  given: 'Complete',
  notNeeded: 'Complete',
  expired: 'Complete',
  due: 'Due',
  overdue: 'Due',
  notYetDue: 'Not due',
  waiting: 'Not due',
  contraindicated: 'Not due',
  refused: 'Not due',
  evaluate: 'Further evaluation needed',
};

/** The status of a whole series: that of its first dose that is still to come. */
const recommendationOf = (doses: readonly PlannedDose[]): string => {
  const next = doses.find(({ status }) => !['given', 'notNeeded', 'expired'].includes(status));
  return WORDS[next?.status ?? 'given'];
};

const checkDecision = (row: DecisionCase, given: ImmunizationSchedule): CaseResult => {
  const { facts } = row;
  const schedule = withSettings(given, facts.transmission === 'low' ? ['lowMeaslesTransmission'] : []);
  const subject = row.expected.for ?? row.decisionTable.replace(/^IMMZ\.D2\.DT\./, '');
  const series = SERIES.find(([pattern]) => pattern.test(subject))?.[1];
  const about = `, ${subject}`;
  const strange = row.doses.map(({ vaccine }) => productOf(vaccine, facts)).filter((product) => !(product in schedule.products));
  const notes = [
    ...strange.map((product) => `the vaccine ${product}`),
    ...Object.keys(facts)
      .filter((name) => !(name in Facts.shape))
      .map((name) => `the fact ${name}`),
  ];
  const where = 'recommendation';
  const expected = row.expected.recommendationStatus;
  if (series === undefined || !schedule.series.some(({ id }) => id === series))
    return { id: row.id, about, notes, differences: [{ where, expected, got: 'not evaluated: no such series' }] };
  const plan = planChild(
    schedule,
    schedule.series.map(({ id }) => id),
    { bornOn: row.birth.date, birthWeightGrams: facts.birthWeightGrams, preterm: facts.preterm, health: healthOf(facts) },
    row.doses.map(({ vaccine, date }, index) => ({ id: String(index), product: productOf(vaccine, facts), from: date, to: date })),
    row.evaluationDate,
  );
  const got = recommendationOf(plan.doses.filter((dose) => dose.series === series));
  return { id: row.id, about, notes, differences: compared(where, expected, got) };
};

export const checkDecisionCases = (json: z.infer<typeof DecisionCases>, schedule: ImmunizationSchedule): readonly CaseResult[] =>
  json.cases.map((row) => checkDecision(row, schedule));
