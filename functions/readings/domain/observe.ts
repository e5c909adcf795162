import { DangerSignsFound, MotherAdvised, ReadingsRecorded, RiskRecorded, SevereEpisodeOpened } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import type { NewAlert } from '../../casefile/alert.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { ChildId, derivedId } from '../../kernel/ids.ts';
import type { Programme } from '../../policy/programme.ts';
import { Episodes, Findings, Readings, Risks, type Finding, type Reading, type ReadingSource, type Risk } from '../records.ts';
import { adviceFor, type Advice } from './advice.ts';
import { isHypertension, pressureOf, thresholdOf } from './blood-pressure.ts';
import { alertOf, episodesAt, isFresh } from './episodes.ts';
import { startOfMonitoring } from './monitoring.ts';
import { refuseImplausible, type NewReading } from './plausible.ts';
import { raiseTogether } from './raise.ts';
import { levelOf } from './signs.ts';
import { taken, type Taken } from './take-reading.ts';

/** Danger signs that somebody saw in one person. */
export interface SeenSigns {
  readonly childId?: string | undefined;
  readonly signs: readonly string[];
}

/** What was measured and seen, and by what it came to be known. */
export interface Observation {
  readonly readings: readonly NewReading[];
  readonly seen: readonly SeenSigns[];
  readonly source: ReadingSource;
  /** The visit, the text or the request that it came with. */
  readonly sourceId: string;
  /** Where the reading of a place stands in the request. */
  readonly pointerOf: (place: number) => string;
  /** Readings of before that count no more. */
  readonly voided?: readonly Reading[];
}

export interface Observed {
  readonly readings: readonly Pick<Reading, 'readingId' | 'kind' | 'category'>[];
  readonly findings: readonly string[];
  readonly advice?: Advice;
}

type Who = Pick<Context, 'at' | 'by'>;

/** What was seen of each person, with what the readings themselves show. */
const findingsOf = (
  file: CaseFile,
  programme: Programme,
  fresh: readonly Taken[],
  observation: Observation,
  { at, by }: Who,
): readonly Finding[] => {
  const { source, sourceId, seen } = observation;
  const all: readonly SeenSigns[] = [...seen, ...fresh.map(({ reading: { childId }, signs }) => ({ childId, signs }))];
  return [...new Set(all.map(({ childId }) => childId))].flatMap((childId) => {
    const signs = [...new Set(all.filter((one) => one.childId === childId).flatMap((one) => one.signs))].sort();
    if (signs.length === 0) return [];
    const findingId = derivedId('finding', file.root.caseId, source, sourceId, childId ?? '', ...signs);
    const finding: Finding = {
      findingId,
      signs,
      on: dayOf(programme, at),
      at,
      by,
      source: { kind: source, id: sourceId },
      ...(childId === undefined ? {} : { childId: ChildId.parse(childId) }),
    };
    return allOf(file, Findings).some((known) => known.findingId === findingId) ? [] : [finding];
  });
};

const signAlert = (programme: Programme, { findingId, signs, childId, source }: Finding): NewAlert => ({
  alertId: derivedId('alert', findingId),
  kind: 'dangerSign',
  level: levelOf(signs, programme) ?? 'urgent',
  signs,
  source,
  ...(childId === undefined ? {} : { childId }),
});

/** What a blood pressure alone asks for. A severe one that was told in time has its episode; with a symptom it is an emergency at once. */
const pressureAlerts = (programme: Programme, reading: Reading): readonly NewAlert[] => {
  const protocol = programme.operations.readings.bloodPressure;
  const pressure = pressureOf(reading);
  if (pressure === undefined) return [];
  const threshold = thresholdOf(pressure, protocol);
  const hasSymptom = reading.symptoms.some((symptom) => protocol.symptoms.includes(symptom));
  const inEpisode = threshold?.category === 'severe' && isFresh(reading, protocol);
  if (!hasSymptom && (threshold === undefined || inEpisode)) return [];
  const { readingId, category, source } = reading;
  return [
    {
      alertId: derivedId('alert', readingId),
      kind: 'bloodPressure',
      level: hasSymptom ? 'emergency' : (threshold?.alert ?? 'urgent'),
      signs: [...(category === undefined ? [] : [category]), ...reading.symptoms],
      source: { kind: source, id: readingId },
    },
  ];
};

const hypertensionOf = (
  file: CaseFile,
  programme: Programme,
  readings: readonly Reading[],
  { at, by }: Who,
): { put: Placed[]; facts: NewFact[] } => {
  const protocol = programme.operations.readings.bloodPressure;
  const code = protocol.hypertension.risk;
  const known = allOf(file, Risks).some((risk) => risk.code === code && risk.childId === undefined && risk.endedOn === undefined);
  if (known || !isHypertension(readings, protocol)) return { put: [], facts: [] };
  const riskId = derivedId('risk', file.root.caseId, code, at);
  const started = startOfMonitoring(file, programme, code, { at, by });
  return {
    put: [place(Risks, { riskId, code, on: dayOf(programme, at), at, by, from: 'readings' }), ...started.put],
    facts: [RiskRecorded.of({ riskId }), ...started.facts],
  };
};

/** Risks that readings show by themselves, such as a low birth weight; one that stands is known. */
const risksShown = (file: CaseFile, programme: Programme, fresh: readonly Taken[], { at, by }: Who): readonly Risk[] =>
  fresh.flatMap(({ reading: { readingId, childId }, risk: code }, index) => {
    const isSame = (one: { readonly code?: string | undefined; readonly childId?: string | undefined }) =>
      one.code === code && one.childId === childId;
    if (code === undefined || allOf(file, Risks).some((risk) => isSame(risk) && risk.endedOn === undefined)) return [];
    if (fresh.slice(0, index).some(({ reading, risk }) => isSame({ code: risk, childId: reading.childId }))) return [];
    const risk: Risk = { riskId: derivedId('risk', readingId, code), code, on: dayOf(programme, at), at, by, from: 'readings' };
    return [childId === undefined ? risk : { ...risk, childId }];
  });

/**
 * Takes what was measured and seen into a case, with everything that follows from it at once: categories, danger signs with their alert,
 * the severe blood pressure's clock, a hypertension that shows. What is known already changes nothing.
 * @throws {Problem} ImplausibleFact with every fault and its range, ChildNotFound
 */
export const observe = (file: CaseFile, programme: Programme, observation: Observation, who: Who): Change<Observed> => {
  refuseImplausible(file, observation.readings, programme, who.at, observation.pointerOf);
  const stored = allOf(file, Readings);
  const told = observation.readings.map((reading) => taken(file, programme, reading, observation, who));
  const fresh = told.filter(
    ({ reading: { readingId } }, at) =>
      !stored.some((known) => known.readingId === readingId) && told.findIndex(({ reading }) => reading.readingId === readingId) === at,
  );
  const { voided = [] } = observation;
  const readings = [
    ...stored.filter(({ readingId }) => !voided.some((one) => one.readingId === readingId)),
    ...voided,
    ...fresh.map(({ reading }) => reading),
  ].filter((reading) => reading.voided === undefined);
  const findings = findingsOf(file, programme, fresh, observation, who);
  const moves = episodesAt(file, readings, programme, who.at);
  const hypertension = hypertensionOf(file, programme, readings, who);
  const risks = risksShown(file, programme, fresh, who);
  const pressures = fresh.flatMap(({ reading }) => pressureAlerts(programme, reading));
  const covered = new Set(pressures.filter(({ level }) => level === 'emergency').flatMap(({ signs }) => signs));
  const alerts = raiseTogether(
    file,
    [
      // a symptom that came with a pressure is in that one's alert: nobody is called twice for one thing
      ...findings
        .filter(({ childId, signs }) => childId !== undefined || !signs.every((sign) => covered.has(sign)))
        .map((finding) => signAlert(programme, finding)),
      ...pressures,
      ...moves.flatMap(alertOf),
    ],
    who,
  );
  const advice = adviceFor(programme, observation.source, { fresh: fresh.map(({ reading }) => reading), findings, moves });
  const { source, sourceId } = observation;
  return {
    put: [
      ...[...voided, ...fresh.map(({ reading }) => reading)].map((reading) => place(Readings, reading)),
      ...findings.map((finding) => place(Findings, finding)),
      ...moves.map(({ now }) => place(Episodes, now)),
      ...hypertension.put,
      ...risks.map((risk) => place(Risks, risk)),
      ...alerts.put,
    ],
    facts: [
      ...(fresh.length === 0 ? [] : [ReadingsRecorded.of({ readings: fresh.length, source })]),
      ...findings.map(({ findingId, childId }) => DangerSignsFound.of({ findingId, ...(childId === undefined ? {} : { childId }) })),
      ...moves.flatMap(({ now, before }) => (before === undefined ? [SevereEpisodeOpened.of({ episodeId: now.episodeId })] : [])),
      ...hypertension.facts,
      ...risks.map(({ riskId }) => RiskRecorded.of({ riskId })),
      ...alerts.facts,
      ...(advice === undefined ? [] : [MotherAdvised.of({ advice, about: sourceId })]),
    ],
    answer: {
      readings: told.map(({ reading: { readingId, kind, category } }) => ({
        readingId,
        kind,
        ...(category === undefined ? {} : { category }),
      })),
      findings: findings.map(({ findingId }) => findingId),
      ...(advice === undefined ? {} : { advice }),
    },
  };
};
