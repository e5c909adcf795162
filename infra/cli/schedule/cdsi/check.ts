import * as z from 'zod';
import { PlainDate } from '../../../../functions/kernel/dates.ts';
import { compared, type CaseResult, type Difference } from '../result.ts';
import { isLive } from './conflicts.ts';
import { together } from './group.ts';
import type { Administered, Evaluation, Patient } from './patient.ts';
import { selectSeries, type Candidate } from './select.ts';
import type { Antigen } from './supporting-data.ts';

/** One of CDC's cases: doses with their expected validity, and the next dose. */
const CdsiCase = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  group: z.string(),
  birthDate: PlainDate,
  gender: z.string().nullish(),
  assessmentDate: PlainDate,
  doses: z.array(
    z.looseObject({
      dateAdministered: PlainDate,
      // CVX codes below 10 are written with two digits
      cvx: z.string().transform((code) => code.trim().padStart(2, '0')),
      mvx: z.string().nullish(),
      evaluationStatus: z.string().nullish(),
      evaluationReason: z.string().nullish(),
    }),
  ),
  /** Codes of the supporting data's observations that are true of the patient. */
  observations: z.array(z.string()).default([]),
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

/** The doses of a case up to the day of assessment, in the order of their days; those of one day as they are listed. */
const historyOf = ({ doses, assessmentDate }: CdsiCase): readonly Administered[] =>
  doses
    .map(({ dateAdministered, cvx, mvx }, index): Administered => ({ index, on: dateAdministered, cvx, mvx: mvx ?? '' }))
    .filter(({ on }) => on <= assessmentDate)
    .sort((left, right) => (left.on < right.on ? -1 : left.on > right.on ? 1 : left.index - right.index));

const worstOf = (found: readonly Evaluation[]): Evaluation | undefined =>
  found.find(({ status }) => status === 'Not Valid') ?? found.find(({ status }) => status === 'Extraneous') ?? found[0];

const sameWords = (left: string | undefined, right: string | undefined): boolean => left?.toLowerCase() === right?.toLowerCase();

/** Kinds of reason, by the words that the cases use for them. */
const REASONS: readonly RegExp[] = [
  /young/i,
  /too old/i,
  /conflict|live/i,
  /interval|too s(oon|hort)/i,
  /inadvertent/i,
  /vaccine|usage|allow/i,
];
const kindOf = (reason: string | undefined): number => REASONS.findIndex((pattern) => pattern.test(reason ?? ''));

const isKnown = (vaccine: string, antigens: readonly Antigen[]): boolean => antigens.some((antigen) => vaccinesOf(antigen).has(vaccine));

/** Doses of another group's live vaccines, which this one only waits for. */
const isForeign = (vaccine: string, antigens: readonly Antigen[]): boolean => !isKnown(vaccine, antigens) && isLive(vaccine);

const whyNot = ({ dateAdministered }: CdsiCase['doses'][number], { assessmentDate }: CdsiCase): string =>
  dateAdministered > assessmentDate ? 'given after the day of assessment' : 'the schedule does not know its vaccine';

const doseDifferences = (row: CdsiCase, antigens: readonly Antigen[], candidates: readonly Candidate[]): readonly Difference[] =>
  row.doses.flatMap((dose, index) => {
    const found = worstOf(candidates.flatMap(({ progress }) => progress.evaluations.filter((one) => one.dose.index === index)));
    const where = `doses.${String(index + 1)}`;
    const status = dose.evaluationStatus ?? undefined;
    const reason = dose.evaluationReason?.trim() ?? '';
    if (found === undefined)
      return isForeign(dose.cvx, antigens) ? [] : [{ where, expected: status, got: `not evaluated: ${whyNot(dose, row)}` }];
    // a remark on a dose that counts, such as on its days of grace, is no fault
    const isSameReason =
      reason === '' ||
      found.status === 'Valid' ||
      sameWords(reason, found.reason) ||
      (kindOf(reason) >= 0 && kindOf(reason) === kindOf(found.reason));
    return [
      ...(status === undefined || sameWords(status, found.status) ? [] : compared(`${where}.status`, status, found.status)),
      ...(isSameReason ? [] : compared(`${where}.reason`, reason, found.reason)),
    ];
  });

const checkCase = (row: CdsiCase, all: readonly Antigen[]): CaseResult => {
  const group = GROUPS[row.group.toUpperCase()] ?? row.group.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const about = `, ${row.group}: ${row.name ?? ''}`;
  const antigens = all.filter((antigen) => groupOf(antigen) === group);
  const history = historyOf(row);
  const { birthDate: bornOn, assessmentDate: assessedOn, observations } = row;
  const patient: Patient = { bornOn, assessedOn, gender: row.gender ?? '', history, observations };
  const ofGroup = history.filter(({ cvx }) => isKnown(cvx, antigens));
  const candidates = antigens.flatMap(
    (antigen) =>
      selectSeries(
        antigen,
        history.filter(({ cvx }) => vaccinesOf(antigen).has(cvx)),
        patient,
      ) ?? [],
  );
  if (candidates.length === 0)
    return { id: row.id, about, notes: [], differences: [{ where: 'group', expected: row.group, got: 'not evaluated: no such antigen' }] };
  const forecast = together(
    group,
    candidates.map((one) => one.forecast),
    ofGroup.at(-1)?.on,
  );
  const { expected } = row;
  return {
    id: row.id,
    about: `${about} (${candidates.map(({ progress }) => progress.series.seriesName).join('; ')})`,
    notes: row.doses.flatMap(({ cvx }, index) =>
      isForeign(cvx, antigens) ? [`dose ${String(index + 1)}, a vaccine of another group`] : [],
    ),
    differences: [
      ...doseDifferences(row, antigens, candidates),
      ...(sameWords(expected.seriesStatus, forecast.status) ? [] : compared('seriesStatus', expected.seriesStatus, forecast.status)),
      ...compared('nextDose', expected.nextDose, forecast.doseNumber?.toString()),
      ...compared('earliest', expected.earliest, forecast.earliest),
      ...compared('recommended', expected.recommended, forecast.recommended),
      ...compared('pastDue', expected.pastDue, forecast.pastDue),
    ],
  };
};

export const checkCdsiCases = (rows: z.infer<typeof CdsiCases>, antigens: readonly Antigen[]): readonly CaseResult[] =>
  rows.map((row) => checkCase(row, antigens));
