import type { Currency } from '../../kernel/money.ts';
import { amountOf, type Sum } from '../amounts.ts';
import { judge, missingFactsOf } from '../judge.ts';
import type { Knowledge } from '../knowledge.ts';
import type { Entitlement } from '../schema/entitlements.ts';
import { dueForCompliance } from './compliance-months.ts';
import { instalmentOf, lineFrom, NOTHING, type Due } from './draft.ts';
import { dueMonthly } from './monthly.ts';
import { dueOnce } from './once.ts';
import { duePerOccurrence } from './per-occurrence.ts';
import { dueInWindows } from './windows.ts';

const dueOfKind = (entitlement: Entitlement, sum: Sum, knowledge: Knowledge, currency: Currency): Due => {
  switch (entitlement.kind) {
    case 'once':
      return dueOnce(entitlement, sum, knowledge, currency);
    case 'perOccurrence':
      return duePerOccurrence(entitlement, sum, knowledge, currency);
    case 'windows':
      return dueInWindows(entitlement, sum, knowledge, currency);
    case 'monthly':
      return dueMonthly(entitlement, sum, knowledge, currency);
    case 'complianceMonths':
      return dueForCompliance(entitlement, sum, knowledge, currency);
  }
};

const awaiting = (entitlement: Entitlement, missing: readonly string[], currency: Currency): Due => {
  const instalment = instalmentOf(entitlement, currency, {
    id: entitlement.id,
    sum: { amountMinor: 0 },
    standing: { status: 'pending', missing },
  });
  return { instalments: [instalment], lines: [lineFrom(entitlement, instalment)] };
};

/** What an entitlement comes to for her by the day of evaluation; nothing when it is not for her. */
export const dueOf = (entitlement: Entitlement, knowledge: Knowledge, currency: Currency): Due => {
  const applies = entitlement.appliesWhen === undefined ? 'met' : judge(entitlement.appliesWhen, knowledge);
  if (applies === 'failed') return NOTHING;
  if (applies === 'unknown' && entitlement.appliesWhen)
    return awaiting(entitlement, missingFactsOf(entitlement.appliesWhen, knowledge), currency);
  const amount = amountOf(entitlement.amount, knowledge, currency);
  switch (amount.kind) {
    case 'known':
      return dueOfKind(entitlement, amount.sum, knowledge, currency);
    case 'unknown':
      return awaiting(entitlement, amount.missing, currency);
    case 'none':
      return NOTHING;
  }
};
