import { ReadingVoided } from '../../../events/catalogue.ts';
import { findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { Readings, type ReadingSource } from '../records.ts';
import { observe, type Observed, type SeenSigns } from './observe.ts';
import { whoseOf, type NewReading } from './plausible.ts';
import { refuseUnknownSigns } from './signs.ts';

type Who = Pick<Context, 'at' | 'by' | 'causationId'>;

/** What somebody tells through the API: readings, and danger signs that were seen without a visit. */
export interface Report {
  readonly readings: readonly NewReading[];
  readonly seen: readonly SeenSigns[];
  readonly source: Extract<ReadingSource, 'worker' | 'device' | 'partner'>;
}

const refuseUnknown = (file: CaseFile, programme: Programme, { readings, seen }: Report): void => {
  readings.forEach(({ symptoms = [], childId }, place) =>
    refuseUnknownSigns(symptoms, whoseOf(childId), programme, `#/body/readings/${String(place)}/symptoms`),
  );
  seen.forEach(({ signs, childId }, place) =>
    refuseUnknownSigns(signs, whoseOf(childId), programme, `#/body/signs/${String(place)}/signs`),
  );
};

/**
 * Records readings and danger signs, also late ones; what is known already changes nothing.
 * @throws {Problem} InvalidRequest for unknown signs, ImplausibleFact with ranges, ChildNotFound
 */
export const recordReadings = (file: CaseFile, programme: Programme, report: Report, { at, by, causationId }: Who): Change<Observed> => {
  refuseUnknown(file, programme, report);
  const { readings, seen, source } = report;
  return observe(
    file,
    programme,
    { readings, seen, source, sourceId: causationId, pointerOf: (place) => `#/body/readings/${String(place)}` },
    { at, by },
  );
};

/**
 * Marks a reading as entered in error, with the right one in its place where it is known. The clock of a severe pressure is set anew;
 * an alert that was raised stays until a person has closed it. The same again changes nothing.
 * @throws {Problem} ReadingNotFound, ImplausibleFact with ranges, InvalidRequest for unknown signs
 */
export const correctReading = (
  file: CaseFile,
  programme: Programme,
  readingId: string,
  { reason, replacement }: { reason: string; replacement?: Omit<NewReading, 'kind' | 'childId'> | undefined },
  { at, by }: Who,
): Change<Observed> => {
  const wrong = findOf(file, Readings, (one) => one.readingId === readingId);
  if (wrong === undefined) throw new Problem('ReadingNotFound', 'the case has no such reading');
  if (wrong.voided !== undefined) return unchanged({ readings: [], findings: [] });
  const right = replacement === undefined ? [] : [{ ...replacement, childId: wrong.childId, kind: wrong.kind }];
  right.forEach(({ symptoms = [], childId }) => refuseUnknownSigns(symptoms, whoseOf(childId), programme, '#/body/replacement/symptoms'));
  const observation = {
    readings: right,
    seen: [],
    source: wrong.source === 'text' ? ('worker' as const) : wrong.source,
    sourceId: wrong.sourceId ?? derivedId('correction', readingId),
    pointerOf: () => '#/body/replacement',
  };
  const [known] = observe(file, programme, observation, { at, by }).answer.readings;
  const voided = { ...wrong, voided: { at, by, reason, ...(known === undefined ? {} : { replacedBy: known.readingId }) } };
  const change = observe(file, programme, { ...observation, voided: [voided] }, { at, by });
  return { ...change, facts: [ReadingVoided.of({ readingId }), ...(change.facts ?? [])] };
};
