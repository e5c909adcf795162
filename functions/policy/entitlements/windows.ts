import { addMonths, earlierOf, type PlainDate } from '../../kernel/dates.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Sum } from '../amounts.ts';
import type { Knowledge } from '../knowledge.ts';
import type { EntitlementOf } from '../schema/entitlements.ts';
import { fillIn } from '../placeholders.ts';
import { instalmentOf, lineFrom, NOTHING, type Due, type Standing } from './draft.ts';
import { earnedOn } from './once.ts';

type Windows = EntitlementOf<'windows'>;

const standingIn = (entitlement: Windows, place: number, start: PlainDate, knowledge: Knowledge): Standing => {
  const dueMonths = (place + 1) * entitlement.everyMonths;
  const opens = addMonths(start, dueMonths - entitlement.opensMonthsBefore);
  const closesAlone = addMonths(start, dueMonths + entitlement.closesMonthsAfter);
  const closes = entitlement.untilMonths === undefined ? closesAlone : earlierOf(closesAlone, addMonths(start, entitlement.untilMonths));
  const done = knowledge.occurrencesOf(entitlement.occurrence).find(({ date }) => date > opens && date <= closes);
  if (done !== undefined) return earnedOn(done.date, entitlement.payableAfter, knowledge.asOf);
  return knowledge.asOf > closes
    ? { status: 'forfeited', reason: fillIn(entitlement.missedReason, { limit: dueMonths, date: closes, days: undefined }) }
    : { status: 'pending', missing: [entitlement.occurrence] };
};

/** One payment for each window of time with an occurrence in it; none before the anchor is known. */
export const dueInWindows = (entitlement: Windows, sum: Sum, knowledge: Knowledge, currency: Currency): Due => {
  const start = knowledge.dateOf(entitlement.anchor);
  if (start === undefined) return NOTHING;
  const instalments = Array.from({ length: entitlement.count }, (_, place) => {
    const id = fillIn(entitlement.instalmentId, { n: place + 1, nn: String(place + 1).padStart(2, '0') });
    return instalmentOf(entitlement, currency, { id, sum, standing: standingIn(entitlement, place, start, knowledge) });
  });
  return { instalments, lines: instalments.map((instalment) => lineFrom(entitlement, instalment)) };
};
