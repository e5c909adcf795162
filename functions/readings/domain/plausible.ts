import { Children } from '../../casefile/case.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { addDays } from '../../kernel/dates.ts';
import { Problem, type Fault } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import type { ReadingKind, Whom } from '../../policy/schema/readings.ts';
import type { Reading } from '../records.ts';

/** A reading as it was told. */
export interface NewReading {
  readonly kind: string;
  readonly childId?: string | undefined;
  readonly values: Readonly<Record<string, number>>;
  /** @default the unit of the kind */
  readonly unit?: string | undefined;
  readonly measuredAt: string;
  readonly device?: string | undefined;
  readonly place?: Reading['place'];
  readonly measuredBy?: string | undefined;
  readonly symptoms?: readonly string[] | undefined;
}

/** A device's clock may be a little ahead. */
const AHEAD_MS = 5 * 60_000;
/** How far back a reading may lie before a registration that tells no last period: a whole pregnancy. */
const BEFORE_REGISTRATION_DAYS = 308;

export const whoseOf = (childId: string | undefined): Whom => (childId === undefined ? 'mother' : 'child');

/** The numbers in the unit of the kind; undefined when the unit is none of its own. */
export const inOwnUnit = ({ values, unit }: NewReading, kind: ReadingKind): Readonly<Record<string, number>> | undefined => {
  if (unit === undefined || unit === kind.unit) return values;
  const conversion = kind.units[unit];
  if (conversion === undefined) return undefined;
  const scale = 10 ** kind.decimals;
  return Object.fromEntries(
    Object.entries(values).map(([part, value]) => [part, Math.round((value * conversion.times + conversion.plus) * scale) / scale]),
  );
};

const valueFaults = (reading: NewReading, kind: ReadingKind, pointer: string): readonly Fault[] => {
  const whose = whoseOf(reading.childId);
  const values = inOwnUnit(reading, kind);
  if (values === undefined)
    return [
      {
        pointer: `${pointer}/unit`,
        detail: `got ${String(reading.unit)}, taken are ${[kind.unit, ...Object.keys(kind.units)].join(', ')}`,
      },
    ];
  const ranges = Object.entries(kind.parts).flatMap(([part, { [whose]: range }]) => (range === undefined ? [] : [{ part, range }]));
  if (ranges.length === 0) return [{ pointer: `${pointer}/kind`, detail: `is not measured of a ${whose}` }];
  const unknown = Object.keys(values).filter((part) => !ranges.some((known) => known.part === part));
  return [
    ...unknown.map((part) => ({ pointer: `${pointer}/values/${part}`, detail: 'is no part of this kind' })),
    ...ranges.flatMap(({ part, range: { least, most } }) => {
      const value = values[part];
      if (value === undefined) return [{ pointer: `${pointer}/values/${part}`, detail: 'is missing' }];
      return value >= least && value <= most
        ? []
        : [{ pointer: `${pointer}/values/${part}`, detail: `can be true from ${String(least)} to ${String(most)} ${kind.unit} only` }];
    }),
  ];
};

/** The pulse pressure of a living person is more than nothing. */
const orderFaults = ({ kind, values }: NewReading, pointer: string): readonly Fault[] => {
  const { systolic, diastolic } = values;
  return kind === 'bloodPressure' && systolic !== undefined && diastolic !== undefined && systolic <= diastolic
    ? [{ pointer: `${pointer}/values/diastolic`, detail: 'has to be below the systolic value' }]
    : [];
};

const timeFaults = (
  file: CaseFile,
  { childId, measuredAt }: NewReading,
  programme: Programme,
  at: string,
  pointer: string,
): readonly Fault[] => {
  const fault = (detail: string): readonly Fault[] => [{ pointer: `${pointer}/measuredAt`, detail }];
  if (Date.parse(measuredAt) > Date.parse(at) + AHEAD_MS) return fault('lies in the future');
  const on = dayOf(programme, measuredAt);
  if (childId !== undefined) {
    const child = allOf(file, Children).find((one) => one.childId === childId);
    if (child === undefined) throw new Problem('ChildNotFound', 'the case has no such child');
    if (on < child.bornOn) return fault('lies before the birth of the child');
    return child.diedOn !== undefined && on > child.diedOn ? fault('lies after the death of the child') : [];
  }
  const { pregnancy, registeredAt, mother } = file.root;
  const earliest = pregnancy.lastMenstrualPeriodOn ?? addDays(dayOf(programme, registeredAt), -BEFORE_REGISTRATION_DAYS);
  if (on < earliest) return fault('lies before this pregnancy');
  return mother.diedOn !== undefined && on > mother.diedOn ? fault('lies after the death of the mother') : [];
};

/**
 * What cannot be true of some readings, each with where it stands in the request.
 * @param pointerOf where the reading of a place stands in the request
 * @throws {Problem} ChildNotFound
 */
export const faultsOf = (
  file: CaseFile,
  readings: readonly NewReading[],
  programme: Programme,
  at: string,
  pointerOf: (place: number) => string,
): readonly Fault[] =>
  readings.flatMap((reading, place) => {
    const where = pointerOf(place);
    const kinds = programme.operations.readings.kinds;
    const kind = Object.hasOwn(kinds, reading.kind) ? kinds[reading.kind] : undefined;
    if (kind === undefined)
      return [{ pointer: `${where}/kind`, detail: `got ${reading.kind}, taken are ${Object.keys(kinds).join(', ')}` }];
    const faults = [...valueFaults(reading, kind, where), ...orderFaults(reading, where)];
    return [...faults, ...timeFaults(file, reading, programme, at, where)];
  });

/** @throws {Problem} ImplausibleFact with every fault, ChildNotFound */
export const refuseImplausible = (
  file: CaseFile,
  readings: readonly NewReading[],
  programme: Programme,
  at: string,
  pointerOf: (place: number) => string,
): void => {
  const errors = faultsOf(file, readings, programme, at, pointerOf);
  if (errors.length > 0)
    throw new Problem(
      'ImplausibleFact',
      errors
        .map((one) => `${one.pointer}: ${one.detail}`)
        .join('; ')
        .slice(0, 500),
      { errors },
    );
};
