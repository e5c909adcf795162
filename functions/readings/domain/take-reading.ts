import { Children } from '../../casefile/case.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFile, type Context } from '../../casefile/files.ts';
import { daysBetween } from '../../kernel/dates.ts';
import { ChildId, derivedId } from '../../kernel/ids.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Reading } from '../records.ts';
import { categoryOf, pressureOf } from './blood-pressure.ts';
import { inOwnUnit, whoseOf, type NewReading } from './plausible.ts';

const rangeCategoryOf = (file: CaseFile, reading: NewReading, values: Readonly<Record<string, number>>, programme: Programme) => {
  const child = allOf(file, Children).find(({ childId }) => childId === reading.childId);
  const ageDays = child === undefined ? undefined : daysBetween(child.bornOn, dayOf(programme, reading.measuredAt));
  return programme.operations.readings.kinds[reading.kind]?.categories.find(({ of, part, least, below, untilAgeDays }) => {
    const value = values[part];
    if (of !== whoseOf(reading.childId) || value === undefined) return false;
    if (untilAgeDays !== undefined && (ageDays === undefined || ageDays > untilAgeDays)) return false;
    return (least === undefined || value >= least) && (below === undefined || value < below);
  });
};

/** A reading as it is kept. */
export interface Taken {
  readonly reading: Reading;
  /** The danger signs that it is, or that were told with it. */
  readonly signs: readonly string[];
  /** The risk that it is. */
  readonly risk?: string;
}

/** A reading as it is kept: in its own unit, with its category, and with the danger signs that it shows. */
export const taken = (
  file: CaseFile,
  programme: Programme,
  told: NewReading,
  { source, sourceId }: Pick<Reading, 'source' | 'sourceId'>,
  { at, by }: Pick<Context, 'at' | 'by'>,
): Taken => {
  const kind = programme.operations.readings.kinds[told.kind];
  const values = (kind && inOwnUnit(told, kind)) ?? told.values;
  const symptoms = [...(told.symptoms ?? [])];
  const childId = told.childId === undefined ? undefined : ChildId.parse(told.childId);
  const measuredAt = new Date(told.measuredAt).toISOString();
  const pressure = pressureOf({ kind: told.kind, childId, values });
  const range = rangeCategoryOf(file, told, values, programme);
  const category = pressure === undefined ? range?.category : categoryOf(pressure, symptoms, programme.operations.readings.bloodPressure);
  const parts = Object.keys(values)
    .sort()
    .flatMap((part) => [part, values[part] ?? 0]);
  const reading: Reading = {
    readingId: derivedId('reading', file.root.caseId, childId ?? '', told.kind, measuredAt, ...parts),
    kind: told.kind,
    values: { ...values },
    unit: kind?.unit ?? '',
    measuredAt,
    receivedAt: at,
    source,
    ...(sourceId === undefined ? {} : { sourceId }),
    by,
    symptoms,
    ...(childId === undefined ? {} : { childId }),
    ...(told.device === undefined ? {} : { device: told.device }),
    ...(told.place === undefined ? {} : { place: told.place }),
    ...(told.measuredBy === undefined ? {} : { measuredBy: told.measuredBy }),
    ...(category === undefined ? {} : { category }),
  };
  return {
    reading,
    signs: [...symptoms, ...(range?.sign === undefined ? [] : [range.sign])],
    ...(range?.risk === undefined ? {} : { risk: range.risk }),
  };
};
