import * as z from 'zod';
import { latestOf, PlainDate } from '../../../../functions/kernel/dates.ts';
import { compared, type CaseResult, type Difference } from '../result.ts';
import type { Forecast } from './forecast.ts';
import type { Administered, Evaluation } from './patient.ts';
import { selectSeries, type Candidate } from './select.ts';
import type { Antigen } from './supporting-data.ts';

/** One of CDC's cases: doses with their expected validity, and the next dose. */
const CdsiCase = z.looseObject({
  id: z.string(),
  name: z.string(),
  group: z.string(),
  birthDate: PlainDate,
  gender: z.string(),
  assessmentDate: PlainDate,
  doses: z.array(
    z.looseObject({
      dateAdministered: PlainDate,
      cvx: z.string(),
      mvx: z.string().nullish(),
      evaluationStatus: z.string(),
      evaluationReason: z.string().nullish(),
    }),
  ),
  expected: z.looseObject({
    seriesStatus: z.string(),
    nextDose: z.string().nullish(),
    earliest: z.string().nullish(),
    recommended: z.string().nullish(),
    pastDue: z.string().nullish(),
  }),
});
type CdsiCase = z.infer<typeof CdsiCase>;

export const CdsiCases = z.array(CdsiCase).min(1);

/** The vaccine groups as the cases and as the schedule call them. */
const GROUPS: Readonly<Record<string, string>> = {
  DTAP: 'dtap-tdap-td',
  HIB: 'hib',
  HEPB: 'hep-b',
  POL: 'polio',
  PCV: 'pneumococcal',
  ROTA: 'rotavirus',
  MMR: 'mmr',
};

const groupOf = (antigen: Antigen): string => antigen.series[0]?.vaccineGroup ?? '';

/** Every vaccine that any series of an antigen speaks of: those that hold the antigen, or are given for it by mistake. */
const vaccinesOf = ({ series }: Antigen): ReadonlySet<string> =>
  new Set(
    series.flatMap(({ seriesDose }) =>
      seriesDose.flatMap((dose) =>
        [...dose.preferableVaccine, ...dose.allowableVaccine, ...dose.inadvertentVaccine].flatMap(({ cvx }) => cvx ?? []),
      ),
    ),
  );

const candidateOf = (antigen: Antigen, row: CdsiCase): Candidate | undefined => {
  const vaccines = vaccinesOf(antigen);
  const doses = row.doses
    .map(({ dateAdministered, cvx, mvx }, index): Administered => ({ index, on: dateAdministered, cvx, mvx: mvx ?? '' }))
    .filter(({ cvx }) => vaccines.has(cvx))
    .sort((left, right) => (left.on < right.on ? -1 : left.on > right.on ? 1 : left.index - right.index));
  return selectSeries(antigen.series, doses, { bornOn: row.birthDate, gender: row.gender, assessedOn: row.assessmentDate });
};

/** A vaccine group asks for the next dose when each of its antigens may be given, by the first that wants it. */
const together = (forecasts: readonly Forecast[]): Forecast => {
  const open = forecasts.filter(({ status }) => status === 'Not complete');
  const [first, ...others] = open;
  if (first === undefined) return forecasts.find(({ status }) => status === 'Aged out') ?? { status: 'Complete' };
  if (others.length === 0) return first;
  const days = (name: 'recommended' | 'pastDue') => open.flatMap((forecast) => forecast[name] ?? []);
  const overriding = open.filter(({ overrides }) => overrides === true);
  const earliest = latestOf((overriding.length > 0 ? overriding : open).flatMap((forecast) => forecast.earliest ?? []));
  const soonest = (name: 'recommended' | 'pastDue') => {
    const [day] = [...days(name)].sort();
    return day === undefined || earliest === undefined || day >= earliest ? day : earliest;
  };
  const [recommended, pastDue] = [soonest('recommended'), soonest('pastDue')];
  return {
    ...first,
    doseNumber: Math.min(...open.map(({ doseNumber }) => doseNumber ?? Infinity)),
    ...(earliest === undefined ? {} : { earliest }),
    ...(recommended === undefined ? {} : { recommended }),
    ...(pastDue === undefined ? {} : { pastDue }),
  };
};

const worstOf = (found: readonly Evaluation[]): Evaluation | undefined =>
  found.find(({ status }) => status === 'Not Valid') ?? found.find(({ status }) => status === 'Extraneous') ?? found[0];

const sameWords = (left: string | undefined, right: string | undefined): boolean => left?.toLowerCase() === right?.toLowerCase();

const doseDifferences = (row: CdsiCase, candidates: readonly Candidate[]): readonly Difference[] =>
  row.doses.flatMap(({ evaluationStatus, evaluationReason }, index) => {
    const found = worstOf(candidates.flatMap(({ progress }) => progress.evaluations.filter(({ dose }) => dose.index === index)));
    const where = `doses.${String(index + 1)}`;
    if (found === undefined) return [{ where, expected: evaluationStatus, got: 'not evaluated: the schedule does not know its vaccine' }];
    const reason = evaluationReason ?? undefined;
    return [
      ...(sameWords(evaluationStatus, found.status) ? [] : compared(`${where}.status`, evaluationStatus, found.status)),
      ...(reason === undefined || sameWords(reason, found.reason) ? [] : compared(`${where}.reason`, reason, found.reason)),
    ];
  });

const checkCase = (row: CdsiCase, antigens: readonly Antigen[]): CaseResult => {
  const group = GROUPS[row.group.toUpperCase()] ?? row.group.toLowerCase();
  const about = `, ${row.group}: ${row.name}`;
  const candidates = antigens.filter((antigen) => groupOf(antigen) === group).flatMap((antigen) => candidateOf(antigen, row) ?? []);
  if (candidates.length === 0)
    return { id: row.id, about, notes: [], differences: [{ where: 'group', expected: row.group, got: 'not evaluated: no such antigen' }] };
  const { status, doseNumber, earliest, recommended, pastDue } = together(candidates.map(({ forecast }) => forecast));
  const { expected } = row;
  const number = doseNumber === undefined || status === 'Complete' ? undefined : String(doseNumber);
  return {
    id: row.id,
    about: `${about} (${candidates.map(({ progress }) => progress.series.seriesName).join('; ')})`,
    notes: [],
    differences: [
      ...doseDifferences(row, candidates),
      ...(sameWords(expected.seriesStatus, status) ? [] : compared('seriesStatus', expected.seriesStatus, status)),
      ...compared('nextDose', expected.nextDose, number),
      ...compared('earliest', expected.earliest, earliest),
      ...compared('recommended', expected.recommended, recommended),
      ...compared('pastDue', expected.pastDue, pastDue),
    ],
  };
};

export const checkCdsiCases = (rows: z.infer<typeof CdsiCases>, antigens: readonly Antigen[]): readonly CaseResult[] =>
  rows.map((row) => checkCase(row, antigens));
