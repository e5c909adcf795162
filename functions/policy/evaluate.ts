import { addMonths } from '../kernel/dates.ts';
import { dueOf } from './entitlements/entitlement.ts';
import type { Due } from './entitlements/draft.ts';
import type { EntitlementLine, Evaluation, Facts, Ground, Instalment } from './evaluation.ts';
import { judge, limitOf, missingFactsOf } from './judge.ts';
import { addSpan, knowledgeOf, type Knowledge } from './knowledge.ts';
import type { Policy } from './policy-on.ts';
import type { Condition } from './schema/conditions.ts';
import type { EligibilityRule, Version } from './schema/version.ts';
import { fillIn, placeholdersOf } from './placeholders.ts';
import { groupedNumber } from './text.ts';

type RuleAnswer =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails'; readonly ground: Ground }
  | { readonly kind: 'unknown'; readonly missing: readonly string[] }
  | { readonly kind: 'notAbout' };

/** A reason with its numbers: {limit} is what the condition compares with, any other name is a fact. */
const worded = (text: string, condition: Condition, { factOf }: Knowledge): string => {
  const shown = (value: unknown): string =>
    typeof value === 'number' ? groupedNumber(value) : typeof value === 'string' || typeof value === 'boolean' ? String(value) : '?';
  const values = placeholdersOf(text).map((name) => [name, shown(name === 'limit' ? limitOf(condition) : factOf(name))] as const);
  return fillIn(text, Object.fromEntries(values));
};

const groundOf = (rule: EligibilityRule, knowledge: Knowledge): Ground => {
  const variant = rule.variants.find(({ when }) => judge(when, knowledge) === 'met');
  const { reason, reasonTexts = {} } = variant ?? rule;
  const condition = variant?.when ?? rule.requires;
  const texts = Object.entries({ en: reason, ...reasonTexts }).map(
    ([language, text]) => [language, worded(text, condition, knowledge)] as const,
  );
  return { rule: rule.id, reason: worded(reason, condition, knowledge), texts: Object.fromEntries(texts) };
};

const applyRule = (rule: EligibilityRule, knowledge: Knowledge): RuleAnswer => {
  const about = rule.when === undefined ? 'met' : judge(rule.when, knowledge);
  if (about === 'failed') return { kind: 'notAbout' };
  if (about === 'unknown' && rule.when) return { kind: 'unknown', missing: missingFactsOf(rule.when, knowledge) };
  switch (judge(rule.requires, knowledge)) {
    case 'met':
      return { kind: 'holds' };
    case 'failed':
      return { kind: 'fails', ground: groundOf(rule, knowledge) };
    case 'unknown':
      return { kind: 'unknown', missing: missingFactsOf(rule.requires, knowledge) };
  }
};

const holdingReason = ({ holds }: Version, knowledge: Knowledge): string | undefined =>
  holds.find(({ requires }) => judge(requires, knowledge) !== 'met')?.reason;

/** Rules of which some clause holds and none failed. */
const satisfiedBy = (answers: readonly { readonly rule: string; readonly answer: RuleAnswer }[]): readonly string[] => {
  const of = (kind: RuleAnswer['kind']): readonly string[] => answers.filter(({ answer }) => answer.kind === kind).map(({ rule }) => rule);
  const doubtful = [...of('fails'), ...of('unknown')];
  return [...new Set(of('holds'))].filter((rule) => !doubtful.includes(rule));
};

/** A loss or a death takes what was not yet earned; a missing paper holds what is due to the mother. */
const corrected = (due: Due, version: Version, knowledge: Knowledge): Due => {
  const endings = version.endings.filter(({ occurrence }) => knowledge.occurrencesOf(occurrence).length > 0);
  const hold = holdingReason(version, knowledge);
  const statusOf = ({
    entitlement,
    status,
    payee,
    inKind,
  }: Instalment | EntitlementLine): Pick<Instalment, 'status' | 'reason'> | undefined => {
    const ending = status === 'pending' ? endings.find(({ forfeits }) => forfeits.includes(entitlement)) : undefined;
    if (ending !== undefined) return { status: 'forfeited', reason: ending.reason };
    return hold !== undefined && status === 'payable' && payee === 'mother' && !inKind ? { status: 'held', reason: hold } : undefined;
  };
  return {
    instalments: due.instalments.map((instalment) => ({ ...instalment, ...statusOf(instalment) })),
    lines: due.lines.map((line) => ({ ...line, ...statusOf(line) })),
    ...(due.series === undefined ? {} : { series: due.series }),
  };
};

const coverOf = ({ cover }: Version, knowledge: Knowledge): Evaluation['cover'] => {
  const start = cover && knowledge.dateOf(cover.anchor);
  if (cover === undefined || start === undefined) return undefined;
  const endsOn = addMonths(start, cover.months);
  const leftOf = (most: number, types: readonly string[]): number => {
    const used = types.flatMap(knowledge.occurrencesOf).filter(({ date }) => date >= start && date <= endsOn).length;
    return knowledge.asOf > endsOn ? 0 : Math.max(0, most - used);
  };
  return {
    endsOn,
    left: Object.fromEntries(Object.entries(cover.services).map(([name, { most, occurrences }]) => [name, leftOf(most, occurrences)])),
  };
};

const exitOf = ({ exits }: Version, knowledge: Knowledge): Evaluation['exit'] => {
  const dated = exits.flatMap(({ rule, reason, anchor, afterMonths }) => {
    const start = knowledge.dateOf(anchor);
    const on = start && addSpan(start, { months: afterMonths });
    return on !== undefined && on <= knowledge.asOf ? [{ rule, on, reason }] : [];
  });
  return dated.sort((left, right) => (left.on < right.on ? -1 : 1))[0];
};

const present = <T extends object>(values: T): { [Key in keyof T]: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [Key in keyof T]: Exclude<T[Key], undefined> };

/**
 * Applies a policy to what is known of a mother. Every rule is applied, so that a refusal names all its grounds; the same facts
 * always give the same answer, and facts dated after `asOf` never matter. Somebody who is not eligible has no instalments.
 */
export const evaluate = (policy: Policy, facts: Facts): Evaluation => {
  const { programme, currency, version, fingerprint } = policy;
  const knowledge = knowledgeOf(version, facts);
  const answers = version.eligibility.rules.map((rule) => ({ rule: rule.id, answer: applyRule(rule, knowledge) }));
  const grounds = answers.flatMap(({ answer }) => (answer.kind === 'fails' ? [answer.ground] : []));
  const unknown = answers.filter(({ answer }) => answer.kind === 'unknown');
  const outcome = grounds.length > 0 ? 'ineligible' : unknown.length > 0 ? 'undetermined' : 'eligible';

  const dues =
    outcome === 'eligible'
      ? version.entitlements.map((entitlement) => corrected(dueOf(entitlement, knowledge, currency), version, knowledge))
      : [];
  const instalments = dues.flatMap((due) => due.instalments);
  const toMother = instalments.filter(({ status, payee, inKind }) => status === 'payable' && payee === 'mother' && !inKind);
  const eligibleOnly =
    outcome === 'eligible'
      ? {
          series: dues.find(({ series }) => series !== undefined)?.series,
          cover: coverOf(version, knowledge),
          exit: exitOf(version, knowledge),
        }
      : {};
  return {
    programme,
    version: version.id,
    fingerprint,
    asOf: facts.asOf,
    outcome,
    grounds,
    satisfied: satisfiedBy(answers),
    missingFacts: [...new Set(unknown.flatMap(({ answer }) => (answer.kind === 'unknown' ? answer.missing : [])))],
    instalments,
    lines: dues.flatMap((due) => due.lines),
    totalPayableToMotherMinor: toMother.reduce((total, { amountMinor }) => total + amountMinor, 0),
    currency,
    ...present(eligibleOnly),
  };
};
