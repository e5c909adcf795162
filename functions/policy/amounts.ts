import { toMinor, type Currency } from '../kernel/money.ts';
import { judge, missingFactsOf } from './judge.ts';
import type { Knowledge } from './knowledge.ts';
import type { Amount } from './schema/entitlements.ts';

/** An amount in minor units, with the parts it consists of where the programme names them. */
export interface Sum {
  readonly amountMinor: number;
  readonly components?: readonly { readonly id: string; readonly amountMinor: number }[];
}

/** How much is due; nothing when the programme has no amount for her; the facts that are missing to know. */
export type AmountAnswer =
  | { readonly kind: 'known'; readonly sum: Sum }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly missing: readonly string[] };

const NONE: AmountAnswer = { kind: 'none' };

interface Stated {
  readonly amount: number;
  readonly components?: readonly { readonly id: string; readonly amount: number }[] | undefined;
}

const sumOf = ({ amount, components }: Stated, currency: Currency): AmountAnswer => ({
  kind: 'known',
  sum: {
    amountMinor: toMinor(amount, currency),
    ...(components === undefined
      ? {}
      : { components: components.map((part) => ({ id: part.id, amountMinor: toMinor(part.amount, currency) })) }),
  },
});

const unlessMissing = (fact: string, knowledge: Knowledge): AmountAnswer =>
  knowledge.isRequired(fact) && knowledge.factOf(fact) === undefined ? { kind: 'unknown', missing: [fact] } : NONE;

const byTable = ({ rows }: Extract<Amount, { kind: 'table' }>, knowledge: Knowledge, currency: Currency): AmountAnswer => {
  for (const row of rows) {
    const answer = judge(row.when, knowledge);
    if (answer === 'met') return sumOf(row, currency);
    if (answer === 'unknown') return { kind: 'unknown', missing: missingFactsOf(row.when, knowledge) };
  }
  return NONE;
};

const bySize = ({ fact, bands }: Extract<Amount, { kind: 'bySize' }>, knowledge: Knowledge, currency: Currency): AmountAnswer => {
  const value = knowledge.factOf(fact);
  const known = knowledge.version.applicant[fact]?.values;
  const size = Array.isArray(value)
    ? value.filter((entry) => known?.includes(String(entry)) ?? true).length
    : typeof value === 'number'
      ? value
      : 0;
  const [band] = bands.filter(({ atLeast }) => atLeast <= size).sort((left, right) => right.atLeast - left.atLeast);
  return band === undefined ? unlessMissing(fact, knowledge) : sumOf(band, currency);
};

const byComponent = (
  { fact, components, most, share }: Extract<Amount, { kind: 'byComponent' }>,
  knowledge: Knowledge,
  currency: Currency,
): AmountAnswer => {
  const value = knowledge.factOf(fact);
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const amounts = entries.flatMap((entry) => {
    const component = components.find(({ values }) => values.some((one) => one === entry));
    const counts = component !== undefined && (component.when === undefined || judge(component.when, knowledge) === 'met');
    return counts ? [toMinor(component.amount, currency)] : [];
  });
  const counted = amounts.sort((left, right) => right - left).slice(0, most ?? amounts.length);
  const total = counted.reduce((sum, amountMinor) => sum + amountMinor, 0);
  return total === 0 ? unlessMissing(fact, knowledge) : { kind: 'known', sum: { amountMinor: Math.floor(total / share) } };
};

/** How much an entitlement comes to for her. */
export const amountOf = (amount: Amount, knowledge: Knowledge, currency: Currency): AmountAnswer => {
  switch (amount.kind) {
    case 'fixed':
      return sumOf(amount, currency);
    case 'table':
      return byTable(amount, knowledge, currency);
    case 'bySize':
      return bySize(amount, knowledge, currency);
    case 'byComponent':
      return byComponent(amount, knowledge, currency);
  }
};
