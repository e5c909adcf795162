import type { Currency } from '../../kernel/money.ts';
import { amountOf, type Sum } from '../amounts.ts';
import type { EntitlementLine, Instalment, Occurrence } from '../evaluation.ts';
import { attributeOf, fits, type Knowledge } from '../knowledge.ts';
import type { EntitlementOf } from '../schema/entitlements.ts';
import { fillIn, placeholdersOf } from '../placeholders.ts';
import { instalmentOf, lineFrom, lineOf, type Due } from './draft.ts';
import { earnedOn } from './once.ts';

type PerOccurrence = EntitlementOf<'perOccurrence'>;

const nameOf = (template: string, occurrence: Occurrence, place: number): string => {
  const attributes = placeholdersOf(template).map((name) => [name, attributeOf(occurrence, name) ?? '?'] as const);
  const values = Object.fromEntries(attributes.map(([name, value]) => [name, typeof value === 'number' ? value : String(value)]));
  return fillIn(template, { ...values, n: place + 1, year: occurrence.date.slice(0, 4) });
};

/** The cycle numbers in a text such as `85+86`. */
const cyclesIn = (value: unknown): readonly number[] =>
  typeof value === 'number' || typeof value === 'string' ? Array.from(String(value).matchAll(/\d+/g), ([digits]) => Number(digits)) : [];

const cycleAmount = (
  cycle: number,
  entitlement: PerOccurrence,
  sum: Sum,
  knowledge: Knowledge,
  currency: Currency,
): { rule: string; amountMinor: number } => {
  const [change] = [...(entitlement.joint?.changes ?? [])]
    .filter(({ upTo }) => cycle <= upTo)
    .sort((left, right) => left.upTo - right.upTo);
  const earlier = change && amountOf(change.amount, knowledge, currency);
  return change && earlier?.kind === 'known'
    ? { rule: change.rule, amountMinor: earlier.sum.amountMinor }
    : { rule: entitlement.rule, amountMinor: sum.amountMinor };
};

interface Made {
  readonly instalment: Instalment;
  readonly lines: readonly EntitlementLine[];
}

const joint = (
  entitlement: PerOccurrence,
  occurrence: Occurrence,
  paid: ReadonlySet<string>,
  sum: Sum,
  knowledge: Knowledge,
  currency: Currency,
): Made | undefined => {
  const id = nameOf(entitlement.instalmentId, occurrence, 0);
  const standing = earnedOn(occurrence.date, entitlement.payableAfter, knowledge.asOf);
  const lines = cyclesIn(attributeOf(occurrence, entitlement.joint?.attribute ?? ''))
    .map((cycle) => ({ id: `${entitlement.id}-${cycle}`, ...cycleAmount(cycle, entitlement, sum, knowledge, currency) }))
    .filter((line) => !paid.has(line.id))
    .map(({ id: lineId, rule, amountMinor }) => ({
      ...lineOf(entitlement, currency, { id: lineId, instalment: id, amountMinor, status: standing.status, payableOn: occurrence.date }),
      rule,
    }));
  const [first] = lines;
  if (first === undefined) return undefined;
  const amountMinor = lines.reduce((total, line) => total + line.amountMinor, 0);
  return { instalment: { ...instalmentOf(entitlement, currency, { id, sum: { amountMinor }, standing }), rule: first.rule }, lines };
};

const single = (
  entitlement: PerOccurrence,
  occurrence: Occurrence,
  place: number,
  paid: ReadonlySet<string>,
  sum: Sum,
  knowledge: Knowledge,
  currency: Currency,
): Made | undefined => {
  const standing = earnedOn(occurrence.date, entitlement.payableAfter, knowledge.asOf);
  const instalment = instalmentOf(entitlement, currency, { id: nameOf(entitlement.instalmentId, occurrence, place), sum, standing });
  const lineId = nameOf(entitlement.lineId ?? entitlement.instalmentId, occurrence, place);
  return paid.has(lineId) ? undefined : { instalment, lines: [lineFrom(entitlement, instalment, lineId)] };
};

/** One payment for each occurrence; what is recorded twice is due once. */
export const duePerOccurrence = (entitlement: PerOccurrence, sum: Sum, knowledge: Knowledge, currency: Currency): Due => {
  const counted = knowledge
    .occurrencesOf(entitlement.occurrence)
    .filter((occurrence) => fits(occurrence, entitlement.where) === true)
    .slice(0, entitlement.most);
  const made = counted.reduce<readonly Made[]>((before, occurrence, place) => {
    const paid = new Set(before.flatMap(({ lines }) => lines.map(({ id }) => id)));
    const next =
      entitlement.joint === undefined
        ? single(entitlement, occurrence, place, paid, sum, knowledge, currency)
        : joint(entitlement, occurrence, paid, sum, knowledge, currency);
    return next === undefined ? before : [...before, next];
  }, []);
  return { instalments: made.map(({ instalment }) => instalment), lines: made.flatMap(({ lines }) => lines) };
};
