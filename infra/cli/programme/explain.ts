import type { Condition, Entitlement, Programme, Version } from '../../../functions/policy/index.ts';
import { limitOf } from '../../../functions/policy/judge.ts';
import { groupedNumber } from '../../../functions/policy/text.ts';
import { careSections, days } from './explain-care.ts';
import { amount, anchor, condition, conditionsOf, money, span, type Speaker } from './words.ts';

const indent = (lines: readonly string[], by = 2): readonly string[] =>
  lines.map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`));
const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', title, ...indent(lines)]);

/** A reason as it will be read, with the limit it compares with. */
const said = (reason: string, compared: Condition): string => `"${reason.replaceAll('{limit}', groupedNumber(limitOf(compared) ?? 0))}"`;

const rulesOf = (speaker: Speaker): readonly string[] =>
  speaker.version.eligibility.rules.flatMap(({ id, description, when, requires, reason, variants }, place, rules) => [
    ...(rules[place - 1]?.id === id ? [] : [`${id}: ${description}`]),
    ...indent([
      ...(when === undefined ? [] : [`if ${condition(when, speaker)}:`]),
      `asked is that ${condition(requires, speaker)}`,
      `else: ${[...variants.map((variant) => said(variant.reason, variant.when)), said(reason, requires)].join(', or ')}`,
    ]),
  ]);

/** The most that the fixed cash to a mother can come to, where every amount is fixed. */
const mostOf = ({ entitlements }: Version): number | undefined => {
  const timesOf = (entitlement: Entitlement): number | undefined => {
    switch (entitlement.kind) {
      case 'once':
        return 1;
      case 'perOccurrence':
        return entitlement.most;
      case 'windows':
      case 'monthly':
        return entitlement.count;
      case 'complianceMonths':
        return undefined;
    }
  };
  const cash = entitlements.filter(({ payee, inKind }) => payee === 'mother' && !inKind);
  const sums = cash.map((entitlement) => {
    const times = timesOf(entitlement);
    return entitlement.amount.kind === 'fixed' && times !== undefined && entitlement.appliesWhen === undefined
      ? entitlement.amount.amount * times
      : undefined;
  });
  return sums.length === 0 || sums.includes(undefined) ? undefined : sums.reduce<number>((total, sum) => total + (sum ?? 0), 0);
};

const entitlementsOf = (speaker: Speaker): readonly string[] => {
  const most = mostOf(speaker.version);
  return [
    ...speaker.version.entitlements.flatMap((entitlement) => {
      const { id, rule, name, payee, payeeTitle, inKind, appliesWhen, payableAfter } = entitlement;
      return [
        `${id} (${rule}): ${name}, ${inKind ? 'in kind, ' : ''}to the ${payeeTitle ?? payee}`,
        ...indent([
          ...amount(entitlement.amount, speaker),
          ...(appliesWhen === undefined ? [] : [`only when ${condition(appliesWhen, speaker)}`]),
          ...conditionsOf(entitlement),
          ...(payableAfter === undefined ? [] : [`payable ${span(payableAfter)} later`]),
        ]),
      ];
    }),
    ...(most === undefined ? [] : [`In cash to the mother at most ${money(most, speaker)}.`]),
  ];
};

const limitsOf = (speaker: Speaker): readonly string[] => {
  const { holds, endings, exits, cover } = speaker.version;
  return [
    ...holds.map(
      ({ rule, requires, reason }) => `${rule}: what is due to the mother is held ("${reason}") unless ${condition(requires, speaker)}`,
    ),
    ...endings.map(
      ({ occurrence, forfeits, reason }) =>
        `after ${anchor(occurrence)} these can no longer be earned: ${forfeits.join(', ')} ("${reason}")`,
    ),
    ...(cover
      ? [
          `${cover.rule}: covered for ${cover.months} months after ${anchor(cover.anchor)}: ${Object.entries(cover.services)
            .map(([service, { most }]) => `${most} ${service}`)
            .join(', ')}`,
        ]
      : []),
    ...exits.map(
      ({ rule, reason, anchor: from, afterMonths }) =>
        `${rule}: the programme ends ${afterMonths} months after ${anchor(from)} ("${reason}")`,
    ),
  ];
};

const explainVersion = (programme: Programme, version: Version): readonly string[] => {
  const speaker: Speaker = { version, currency: programme.currency };
  const facts = Object.entries(version.applicant).map(
    ([name, { description, unit, source, required }]) =>
      `${name}${required ? ' (required)' : ''}: ${description}${unit === undefined ? '' : ` In ${unit}.`}${source === undefined ? '' : ` Proof: ${source}.`}`,
  );
  return [
    '',
    `VERSION ${version.id}, in force ${version.effectiveFrom === undefined ? 'since ever' : `from ${version.effectiveFrom}`} ${version.effectiveTo === undefined ? 'until further notice' : `to ${version.effectiveTo}`}`,
    ...indent([
      version.summary,
      ...section('Who', rulesOf(speaker)),
      ...section('What is asked of her', facts),
      ...section('What is paid, when and how much', version.entitlements.length === 0 ? ['no cash and no goods'] : entitlementsOf(speaker)),
      ...section('What holds, ends or limits it', limitsOf(speaker)),
      ...section(
        'Groups',
        Object.entries(version.sets).map(([name, members]) => `${name}: ${members.join(', ')}`),
      ),
      ...section(
        'Other rules',
        Object.entries(version.otherRules).map(([id, text]) => `${id}: ${text}`),
      ),
      ...section('NOT CONFIRMED in this version', version.unconfirmed),
    ]),
  ];
};

/** The clinical texts that nobody has signed off, by name. */
const draftsOf = ({ operations: { messages, messageSets } }: Programme): readonly string[] =>
  [...Object.entries(messages), ...Object.entries(messageSets.texts)]
    .filter(([, { clinical, signOff }]) => clinical === true && signOff === 'draft')
    .map(([id]) => id);

const explainOperations = ({ operations }: Programme): readonly string[] => {
  const { contacts, payment, review, exits, grievances } = operations;
  return [
    ...contacts.map(
      ({ id, name, anchor: from, dueDay, opensDaysBefore, closesDaysAfter, when }) =>
        `${id}: ${name}; due ${days(dueDay)} after ${anchor(from)}, from ${days(opensDaysBefore)} before to ${days(closesDaysAfter)} after${when === undefined ? '' : `; only with the risk ${anchor(when.risk)}`}`,
    ),
    `Payment: ${payment.approval === 'none' ? 'without' : 'with'} approval by a second person; service standard ${payment.standardDays} days.`,
    `Eligibility is looked at by a worker: ${review.eligibility === 'ineligible' ? 'when the rules say no' : review.eligibility}. Appeal within ${review.appealDays} days.`,
    `Complaints are answered within ${grievances.dueDays} days.`,
    ...exits.map(
      ({ reason, afterMonths, graceDays, payments, messages }) =>
        `Exit ${reason}${afterMonths === undefined ? '' : ` ${afterMonths} months after birth`}${graceDays ? ` after ${graceDays} days` : ''}: payments ${payments}, messages ${messages}.`,
    ),
  ];
};

/** A programme in plain words: who, what, when, how much, what is not confirmed; every version. */
export const explain = (programme: Programme): readonly string[] => {
  const { id, name, country, region, currency, timeZone, languages, confidence, sources, unconfirmed, decidedBy, versions } = programme;
  return [
    `${name} (${id})`,
    `${region === undefined ? '' : `${region}, `}${country === 'ZZ' ? 'for no particular country' : country}; ${currency === 'XXX' ? 'no money' : `paid in ${currency}`}; days begin in ${timeZone}; languages ${languages.join(', ')}.`,
    `How sure: ${confidence}.`,
    `The version is picked by the ${decidedBy.length === 0 ? 'day of evaluation' : `date of ${decidedBy.map((date) => anchor(date)).join(', else ')}, else the day of evaluation`}.`,
    ...versions.flatMap((version) => explainVersion(programme, version)),
    ...section('HOW IT IS RUN', explainOperations(programme)),
    ...careSections(programme).flatMap(([title, lines]) => section(title, lines)),
    ...section('CLINICAL TEXTS THAT ARE DRAFTS, NOT SIGNED', draftsOf(programme)),
    ...section('NOT CONFIRMED', unconfirmed),
    ...section('SOURCES', sources),
  ];
};
