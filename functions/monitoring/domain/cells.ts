import { keys } from '../../table/keys.ts';
import type { Item, Write } from '../../table/table.ts';
import type { Tally } from './indicators.ts';

/** A count of one indicator in one month, area and programme. */
export interface Cell {
  readonly month: string;
  readonly area: string;
  readonly programme: string;
  readonly indicator: string;
  readonly count: number;
  /** Sum of the amounts, in minor units of the currency that the indicator names. */
  readonly amountMinor?: number;
}

/** Where a fact happened, as its metadata says. */
export interface Occasion {
  readonly occurredAt: string;
  readonly area: string;
  readonly programme: string;
}

export const monthOfInstant = (at: string): string => at.slice(0, 7);

/** Adds tallies to their cells; each cell is one item, all cells of a month one partition. */
export const cellWrites = ({ occurredAt, area, programme }: Occasion, tallies: readonly Tally[]): readonly Write[] =>
  tallies.map(({ indicator, count, amountMinor, month = monthOfInstant(occurredAt) }) => ({
    add: { pk: keys.month(month), sk: `${area}#${programme}#${indicator}` },
    by: { count, ...(amountMinor === undefined ? {} : { amountMinor }) },
    set: { entity: 'indicator', month, area, programme, indicator },
  }));

export const cellOf = (item: Item): Cell => ({
  month: String(item['month']),
  area: String(item['area']),
  programme: String(item['programme']),
  indicator: String(item['indicator']),
  count: Number(item['count']),
  ...(item['amountMinor'] === undefined ? {} : { amountMinor: Number(item['amountMinor']) }),
});

/** Counts facts from their history, as the events themselves are counted. */
export const countedAgain = (history: readonly { readonly occasion: Occasion; readonly tallies: readonly Tally[] }[]): readonly Cell[] => {
  const cells = new Map<string, Cell>();
  for (const { occasion, tallies } of history) {
    for (const { indicator, count, amountMinor, month = monthOfInstant(occasion.occurredAt) } of tallies) {
      const cell = { month, area: occasion.area, programme: occasion.programme, indicator };
      const key = JSON.stringify(cell);
      const before = cells.get(key);
      const amount = (before?.amountMinor ?? 0) + (amountMinor ?? 0);
      cells.set(key, {
        ...cell,
        count: (before?.count ?? 0) + count,
        ...(before?.amountMinor === undefined && amountMinor === undefined ? {} : { amountMinor: amount }),
      });
    }
  }
  return [...cells.values()].sort((left, right) => JSON.stringify(left).localeCompare(JSON.stringify(right)));
};

const HEADER = ['month', 'area', 'programme', 'indicator', 'count', 'amountMinor'] as const;

/** A field as RFC 4180 writes it; a leading sign that a spreadsheet would compute is kept from it. */
const csvField = (value: string | number | undefined): string => {
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value === 'string' ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
};

export const csvOf = (cells: readonly Cell[]): string =>
  [HEADER.join(','), ...cells.map((cell) => HEADER.map((name) => csvField(cell[name])).join(','))].map((line) => `${line}\r\n`).join('');
