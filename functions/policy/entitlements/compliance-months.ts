import { addToMonth, firstDayOfMonth, lastDayOf, monthOf, type PlainMonth } from '../../kernel/dates.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Sum } from '../amounts.ts';
import { fits, type Knowledge } from '../knowledge.ts';
import type { EntitlementOf } from '../schema/entitlements.ts';
import { fillIn } from '../placeholders.ts';
import { instalmentOf, lineOf, type Due, type Standing } from './draft.ts';

type ComplianceMonths = EntitlementOf<'complianceMonths'>;

/** What is known of a month: complied with, not complied with, or not reported. */
type Month = { readonly month: PlainMonth; readonly complied: boolean | undefined };

/** The first month of the period that a month belongs to; periods are counted from January. */
const periodOf = (month: PlainMonth, months: number): PlainMonth => addToMonth(month, -((Number(month.slice(5, 7)) - 1) % months));

const monthsOf = (start: PlainMonth, entitlement: ComplianceMonths, knowledge: Knowledge): readonly Month[] => {
  const reports = knowledge.occurrencesOf(entitlement.occurrence);
  return Array.from({ length: entitlement.periodMonths }, (_, place) => addToMonth(start, place))
    .filter((month) => entitlement.from === undefined || firstDayOfMonth(month) >= entitlement.from)
    .map((month) => {
      const report = reports.find(({ date }) => monthOf(date) === month);
      return { month, complied: report && fits(report, entitlement.where) === true };
    });
};

const standingOf = (
  months: readonly Month[],
  entitlement: ComplianceMonths,
  end: ReturnType<typeof lastDayOf>,
  { asOf }: Knowledge,
): Standing => {
  const unreported = months.filter(({ complied }) => complied === undefined).map(({ month }) => `${entitlement.occurrence} ${month}`);
  const complied = months.some((month) => month.complied === true);
  if (!complied && unreported.length === 0)
    return { status: 'forfeited', reason: fillIn(entitlement.missedReason, { date: end, limit: undefined, days: undefined }) };
  if (asOf < end || !complied) return { status: 'pending', missing: unreported, payableFrom: end };
  return { status: 'payable', conditionsMetOn: end };
};

const duePeriod = (
  start: PlainMonth,
  entitlement: ComplianceMonths,
  { amountMinor }: Sum,
  knowledge: Knowledge,
  currency: Currency,
): Due => {
  const last = addToMonth(start, entitlement.periodMonths - 1);
  const end = lastDayOf(last);
  const months = monthsOf(start, entitlement, knowledge);
  const standing = standingOf(months, entitlement, end, knowledge);
  const counted =
    standing.status === 'payable'
      ? months.filter(({ complied }) => complied === true)
      : months.filter(({ complied }) => complied !== false || standing.status === 'forfeited');
  const id = `${entitlement.id}-${start}${entitlement.periodMonths === 1 ? '' : `/${last.slice(5, 7)}`}`;
  return {
    instalments: [instalmentOf(entitlement, currency, { id, sum: { amountMinor: amountMinor * counted.length }, standing })],
    lines: months.map(({ month, complied }) =>
      lineOf(entitlement, currency, {
        id: `${entitlement.id}-${month}`,
        instalment: id,
        amountMinor,
        status: complied === false ? 'forfeited' : complied === true && standing.status === 'payable' ? 'payable' : 'pending',
        payableOn: complied === false ? undefined : end,
        reason: complied === false ? fillIn(entitlement.missedReason, { date: end, limit: undefined, days: undefined }) : undefined,
      }),
    ),
  };
};

/** An amount for each month that was complied with, paid at the end of each period that has a report. */
export const dueForCompliance = (entitlement: ComplianceMonths, sum: Sum, knowledge: Knowledge, currency: Currency): Due => {
  const starts = knowledge.occurrencesOf(entitlement.occurrence).map(({ date }) => periodOf(monthOf(date), entitlement.periodMonths));
  const periods = [...new Set(starts)]
    .map((start) => duePeriod(start, entitlement, sum, knowledge, currency))
    .filter(({ lines }) => lines.length > 0);
  return { instalments: periods.flatMap(({ instalments }) => instalments), lines: periods.flatMap(({ lines }) => lines) };
};
