import { addToMonth, firstDayOfMonth, monthOf, type PlainDate } from '../../kernel/dates.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Sum } from '../amounts.ts';
import type { Knowledge } from '../knowledge.ts';
import type { EntitlementOf } from '../schema/entitlements.ts';
import { instalmentOf, lineOf, type Due } from './draft.ts';

const lineId = (place: number): string => `M${String(place + 1).padStart(2, '0')}`;

/** A fixed number of monthly payments: the first when it starts, the next ones on the first day of each month. */
export const dueMonthly = (
  entitlement: EntitlementOf<'monthly'>,
  { amountMinor }: Sum,
  { asOf, occurrencesOf }: Knowledge,
  currency: Currency,
): Due => {
  const { start, count } = entitlement;
  const startedOn = occurrencesOf(start)[0]?.date;
  const whole = `${lineId(0)}..${lineId(count - 1)}`;
  if (startedOn === undefined)
    return {
      instalments: [
        instalmentOf(entitlement, currency, {
          id: whole,
          sum: { amountMinor: amountMinor * count },
          standing: { status: 'pending', missing: [start] },
        }),
      ],
      lines: [],
    };

  const first = monthOf(startedOn);
  const payableOn = (place: number): PlainDate => (place === 0 ? startedOn : firstDayOfMonth(addToMonth(first, place)));
  const days = Array.from({ length: count }, (_, place) => payableOn(place));
  const paid = days.filter((day) => day <= asOf).length;
  const id = `${lineId(0)}..${lineId(paid - 1)}`;
  const months = { count: paid, amountEachMinor: amountMinor, first, last: addToMonth(first, paid - 1) };
  return {
    instalments: [
      instalmentOf(entitlement, currency, {
        id,
        sum: { amountMinor: amountMinor * paid },
        standing: { status: 'payable', conditionsMetOn: startedOn },
        months,
      }),
    ],
    lines: days.map((day, place) =>
      lineOf(entitlement, currency, {
        id: lineId(place),
        instalment: entitlement.id,
        amountMinor,
        status: day <= asOf ? 'payable' : 'pending',
        payableOn: day,
      }),
    ),
    series: { finalMonth: addToMonth(first, count - 1), lifetimeTotalMinor: amountMinor * count },
  };
};
