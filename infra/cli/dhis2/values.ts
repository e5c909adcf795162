import type { Dhis2Map } from './map.ts';
import { periodOf } from './periods.ts';

/** A count, as `GET /monitoring/counts` gives it. */
export interface Count {
  readonly month: string;
  readonly area: string;
  readonly programme: string;
  readonly indicator: string;
  readonly count: number;
  readonly amountMinor?: number | undefined;
}

/** A value as DHIS2 takes it. */
export interface DataValue {
  readonly dataElement: string;
  readonly period: string;
  readonly orgUnit: string;
  readonly categoryOptionCombo?: string;
  readonly attributeOptionCombo?: string;
  readonly value: string;
  readonly comment: string;
}

/** The values of one organisation unit in one period. */
export interface DataValueSet {
  readonly dataSet: string;
  readonly completeDate?: string;
  readonly period: string;
  readonly orgUnit: string;
  readonly dataValues: readonly DataValue[];
}

export interface Mapped {
  readonly sets: readonly DataValueSet[];
  /** What the map has no name for, a line each. */
  readonly unmapped: readonly string[];
  /** What is too small to be told, a line each, without how small. */
  readonly suppressed: readonly string[];
}

interface Sum {
  readonly key: Omit<DataValue, 'value' | 'comment'>;
  readonly indicators: Set<string>;
  readonly decimals: number | undefined;
  count: number;
  amountMinor: number;
}

const isLeftOut = ({ leaveOut }: Dhis2Map, indicator: string): boolean =>
  leaveOut.some((pattern) => (pattern.endsWith('*') ? indicator.startsWith(pattern.slice(0, -1)) : indicator === pattern));

/** What of a count the map has no name for. */
const unmappedIn = (map: Dhis2Map, { indicator, area, programme }: Count): readonly string[] => [
  ...(indicator in map.indicators ? [] : [`indicator ${indicator}`]),
  ...(area in map.orgUnits ? [] : [`area ${area}`]),
  ...(Object.keys(map.programmes).length === 0 || programme in map.programmes ? [] : [`programme ${programme}`]),
];

const withPoint = (amountMinor: number, decimals: number): string => {
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${amountMinor < 0 ? '-' : ''}${whole}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`}`;
};

/** Where a count goes, and as what; undefined when the map has no name for a part of it. */
const placeOf = (map: Dhis2Map, { month, area, programme, indicator }: Count): Pick<Sum, 'key' | 'decimals'> | undefined => {
  const mapped = map.indicators[indicator];
  const orgUnit = map.orgUnits[area];
  if (mapped === undefined || orgUnit === undefined) return undefined;
  const group = map.programmes[programme];
  const categoryOptionCombo = mapped.categoryOptionCombo ?? group?.categoryOptionCombo;
  const attributeOptionCombo = mapped.attributeOptionCombo ?? group?.attributeOptionCombo;
  return {
    key: {
      dataElement: mapped.dataElement,
      period: periodOf(month, map.periodType),
      orgUnit,
      ...(categoryOptionCombo === undefined ? {} : { categoryOptionCombo }),
      ...(attributeOptionCombo === undefined ? {} : { attributeOptionCombo }),
    },
    decimals: mapped.value === 'amount' ? mapped.decimals : undefined,
  };
};

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Adds up what falls on the same element, period, unit and combos. */
const summed = (map: Dhis2Map, counts: readonly Count[]): readonly Sum[] => {
  const sums = new Map<string, Sum>();
  for (const count of counts) {
    const place = placeOf(map, count);
    if (place === undefined) continue;
    const text = JSON.stringify(place.key);
    const sum = sums.get(text) ?? { ...place, indicators: new Set(), count: 0, amountMinor: 0 };
    sum.count += count.count;
    sum.amountMinor += count.amountMinor ?? 0;
    sum.indicators.add(count.indicator);
    sums.set(text, sum);
  }
  return [...sums].sort(([left], [right]) => byText(left, right)).map(([, sum]) => sum);
};

/**
 * Counts as data value sets. What the map does not name is listed, and so is what is too small: a value is judged after all that belongs to it
 * was added up, since that is what is told.
 * @param completeDate the day (ISO 8601) on which the sets count as complete
 */
export const dataValueSets = (map: Dhis2Map, counts: readonly Count[], completeDate?: string): Mapped => {
  const wanted = counts.filter(({ indicator }) => !isLeftOut(map, indicator));
  const unmapped = new Set(wanted.flatMap((count) => unmappedIn(map, count)));
  const told = wanted.filter((count) => unmappedIn(map, count).length === 0);
  const sums = summed(map, told);
  const isSmall = ({ count }: Sum): boolean => count !== 0 && count < map.suppressBelow;
  const values = sums
    .filter((sum) => !isSmall(sum))
    .map(({ key, indicators, decimals, count, amountMinor }): DataValue => ({
      ...key,
      value: decimals === undefined ? String(count) : withPoint(amountMinor, decimals),
      comment: `Nestling: ${[...indicators].sort(byText).join(', ')}`,
    }));
  const sets = [...Map.groupBy(values, ({ period, orgUnit }) => `${period} ${orgUnit}`).values()].flatMap((dataValues) => {
    const [first] = dataValues;
    if (first === undefined) return [];
    const { period, orgUnit } = first;
    return [{ dataSet: map.dataSet, ...(completeDate === undefined ? {} : { completeDate }), period, orgUnit, dataValues }];
  });
  return {
    sets: sets.sort((left, right) => byText(`${left.period} ${left.orgUnit}`, `${right.period} ${right.orgUnit}`)),
    unmapped: [...unmapped].sort(byText),
    suppressed: sums
      .filter(isSmall)
      .map(({ key, indicators }) => `${[...indicators].sort(byText).join(', ')} of ${key.orgUnit} in ${key.period}`),
  };
};

/** Sets as one document: of one set itself, of several the values, each of which names its period and unit. */
export const documentOf = (dataSet: string, sets: readonly DataValueSet[]): object => {
  const [only, another] = sets;
  return only !== undefined && another === undefined ? only : { dataSet, dataValues: sets.flatMap(({ dataValues }) => dataValues) };
};
