import type { BloodPressureProtocol } from '../../policy/schema/readings.ts';
import type { BpCategory, EpisodeOutcome, Reading } from '../records.ts';

export interface Pressure {
  readonly systolic: number;
  readonly diastolic: number;
}

/** The programme's threshold that a pressure reaches, worst first; either number alone decides. */
export const thresholdOf = ({ systolic, diastolic }: Pressure, { thresholds }: BloodPressureProtocol) =>
  thresholds.find((one) => systolic >= one.systolic || diastolic >= one.diastolic);

/** The category of a pressure. A symptom makes any reading urgent; a severe one stays severe. */
export const categoryOf = (pressure: Pressure, symptoms: readonly string[], protocol: BloodPressureProtocol): BpCategory => {
  const reached = thresholdOf(pressure, protocol)?.category;
  if (reached === 'severe') return 'severe';
  if (symptoms.some((symptom) => protocol.symptoms.includes(symptom))) return 'urgent-symptoms';
  return reached ?? 'normal';
};

/** The two numbers of a blood pressure; undefined for any other reading. */
export const pressureOf = ({ kind, childId, values }: Pick<Reading, 'kind' | 'childId' | 'values'>): Pressure | undefined => {
  const { systolic, diastolic } = values;
  return kind !== 'bloodPressure' || childId !== undefined || systolic === undefined || diastolic === undefined
    ? undefined
    : { systolic, diastolic };
};

const MINUTE_MS = 60_000;
const minutesAfter = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString();
export const minutesBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / MINUTE_MS;

/** A run of severe readings, and what became of it. */
export interface Spell {
  readonly readingIds: readonly string[];
  readonly firstAt: string;
  readonly repeatBy: string;
  readonly treatBy: string;
  readonly outcome: Exclude<EpisodeOutcome, 'withdrawn'>;
}

type Measured = Pick<Reading, 'readingId' | 'kind' | 'childId' | 'values' | 'measuredAt'>;

const inOrder = (left: Measured, right: Measured): number => {
  const [a, b] = [Date.parse(left.measuredAt), Date.parse(right.measuredAt)];
  return a === b ? (left.readingId < right.readingId ? -1 : 1) : a - b;
};

const startedWith = ({ readingId, measuredAt }: Measured, protocol: BloodPressureProtocol): Spell => ({
  readingIds: [readingId],
  firstAt: measuredAt,
  repeatBy: minutesAfter(measuredAt, protocol.repeatWithinMinutes),
  treatBy: minutesAfter(measuredAt, protocol.treatWithinMinutes),
  outcome: 'awaiting',
});

const isPast = (until: string, at: string): boolean => Date.parse(at) >= Date.parse(until);

/** A spell that waits at an instant: overdue from the very minute on. */
const asOf = (spell: Spell, at: string): Spell =>
  spell.outcome === 'awaiting' && isPast(spell.repeatBy, at) ? { ...spell, outcome: 'unrepeated' } : spell;

/**
 * The spells of severe pressure among some readings, as they stand at an instant. They depend on when readings were taken alone, not on the
 * order in which they came: a late one moves the clock back to itself.
 */
export const spellsOf = (readings: readonly Measured[], protocol: BloodPressureProtocol, at: string): readonly Spell[] => {
  const spells: Spell[] = [];
  let current: (Spell & { lastAt: string }) | undefined;
  const end = (): void => {
    if (current === undefined) return;
    const { lastAt: _, ...spell } = current;
    spells.push(asOf(spell, at));
    current = undefined;
  };
  for (const reading of [...readings].sort(inOrder)) {
    const pressure = pressureOf(reading);
    if (pressure === undefined) continue;
    const isSevere = thresholdOf(pressure, protocol)?.category === 'severe';
    if (current !== undefined && minutesBetween(current.lastAt, reading.measuredAt) > protocol.spellHours * 60) end();
    if (isSevere && current === undefined) current = { ...startedWith(reading, protocol), lastAt: reading.measuredAt };
    else if (isSevere && current !== undefined) {
      // the same minute told twice is one measurement
      const isRepeat = Date.parse(reading.measuredAt) > Date.parse(current.firstAt);
      current = {
        ...current,
        readingIds: [...current.readingIds, reading.readingId],
        lastAt: reading.measuredAt,
        outcome: isRepeat ? 'confirmed' : current.outcome,
      };
    } else if (current !== undefined) {
      const inTime = Date.parse(reading.measuredAt) <= Date.parse(current.repeatBy);
      if (current.outcome === 'awaiting' && Date.parse(reading.measuredAt) > Date.parse(current.firstAt))
        current = { ...current, outcome: inTime ? 'notConfirmed' : 'unrepeated' };
      if (current.outcome !== 'awaiting') end();
    }
  }
  end();
  return spells;
};

/** Whether readings make a hypertension: so many at or above the programme's limits, the first and last so far apart. */
export const isHypertension = (readings: readonly Measured[], { hypertension }: BloodPressureProtocol): boolean => {
  const { systolic, diastolic, readings: needed, hoursApart, withinDays } = hypertension;
  const high = [...readings].sort(inOrder).filter((reading) => {
    const pressure = pressureOf(reading);
    return pressure !== undefined && (pressure.systolic >= systolic || pressure.diastolic >= diastolic);
  });
  return high.some((first, place) => {
    const group = high.slice(place).filter(({ measuredAt }) => minutesBetween(first.measuredAt, measuredAt) <= withinDays * 1440);
    const last = group.at(-1);
    return group.length >= needed && last !== undefined && minutesBetween(first.measuredAt, last.measuredAt) >= hoursApart * 60;
  });
};
