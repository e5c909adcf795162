import type { Currency } from '../../kernel/money.ts';
import type { Sum } from '../amounts.ts';
import { addSpan, claimsOf, type Knowledge } from '../knowledge.ts';
import { answerNeeds } from '../needs.ts';
import type { EntitlementOf } from '../schema/entitlements.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import type { Span } from '../schema/vocabulary.ts';
import { instalmentOf, lineFrom, type Due, type Standing } from './draft.ts';

/** Earned on a day, and payable then or after the programme's waiting time. */
export const earnedOn = (conditionsMetOn: PlainDate, payableAfter: Span | undefined, asOf: PlainDate): Standing => {
  if (payableAfter === undefined) return { status: 'payable', conditionsMetOn };
  const payableFrom = addSpan(conditionsMetOn, payableAfter);
  return payableFrom <= asOf
    ? { status: 'payable', conditionsMetOn, payableFrom }
    : { status: 'held', conditionsMetOn, payableFrom, reason: `payable from ${payableFrom}` };
};

const standingOf = ({ id, needs, paidBefore, payableAfter }: EntitlementOf<'once'>, knowledge: Knowledge): Standing => {
  const before =
    paidBefore &&
    claimsOf(knowledge.factOf(paidBefore.fact)).some(({ paid, outcome }) => paid.includes(id) && !paidBefore.freshAfter.includes(outcome));
  if (paidBefore && before) return { status: 'forfeited', reason: paidBefore.reason };
  const answer = answerNeeds(needs, knowledge);
  switch (answer.kind) {
    case 'met':
      return earnedOn(answer.on, payableAfter, knowledge.asOf);
    case 'pending':
      return { status: 'pending', missing: answer.missing };
    case 'lost':
      return { status: 'forfeited', reason: answer.reason };
  }
};

/** One payment when everything it needs has happened. */
export const dueOnce = (entitlement: EntitlementOf<'once'>, sum: Sum, knowledge: Knowledge, currency: Currency): Due => {
  const instalment = instalmentOf(entitlement, currency, { id: entitlement.id, sum, standing: standingOf(entitlement, knowledge) });
  return { instalments: [instalment], lines: [lineFrom(entitlement, instalment)] };
};
