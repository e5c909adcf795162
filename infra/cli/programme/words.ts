import { formatMoney, toMinor } from '../../../functions/kernel/money.ts';
import type { Condition, Entitlement, Version } from '../../../functions/policy/index.ts';

/** Phrases that say in plain words what a part of a programme file means. */
export interface Speaker {
  readonly version: Version;
  readonly currency: string;
}

type Amount = Entitlement['amount'];
type Need = Extract<Entitlement, { kind: 'once' }>['needs'][number];
type Span = NonNullable<Entitlement['payableAfter']>;

export const list = (items: readonly string[], joiner: string): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${joiner} ${items.at(-1) ?? ''}`;
const spaced = (name: string): string =>
  name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
export const called = (name: string): string =>
  /^[a-z][a-z0-9_]*$/.test(name) || /^[a-z]+([A-Z][a-z]+)+$/.test(name) ? spaced(name) : name;
const valuesOf = (values: readonly (string | number | boolean)[], joiner: string): string => list(values.map(String), joiner);

export const money = (amount: number, { currency }: Speaker): string => formatMoney(toMinor(amount, currency), currency);

export const span = (value: Span): string => {
  const [unit = '', count = 0] = Object.entries(value)[0] ?? [];
  return `${String(count)} ${count === 1 ? unit.slice(0, -1) : unit}`;
};

export const anchor = (value: string | readonly string[]): string =>
  typeof value === 'string'
    ? called(value)
    : `${called(value[0] ?? '')}${value.length > 1 ? ` (else ${list(value.slice(1).map(called), 'or')})` : ''}`;

const where = (value: Readonly<Record<string, readonly (string | number | boolean)[]>> | undefined): string =>
  value === undefined
    ? ''
    : ` with ${list(
        Object.entries(value).map(([name, allowed]) => `${called(name)} ${valuesOf(allowed, 'or')}`),
        'and',
      )}`;

/** A condition as a phrase; lists in it are bracketed when it stands inside another. */
export const condition = (value: Condition, speaker: Speaker, inner = false): string => {
  const unit = (fact: string): string => {
    const text = speaker.version.applicant[fact]?.unit;
    return text === undefined ? '' : ` ${text}`;
  };
  const bracketed = (text: string): string => (inner ? `(${text})` : text);
  const each = (parts: readonly Condition[]): readonly string[] => parts.map((part) => condition(part, speaker, true));
  switch (value.kind) {
    case 'atLeast':
      return `${called(value.fact)} is ${value.limit}${unit(value.fact)} or more`;
    case 'atMost':
      return `${called(value.fact)} is ${value.limit}${unit(value.fact)} or less`;
    case 'below':
      return `${called(value.fact)} is below ${value.limit}${unit(value.fact)}`;
    case 'above':
      return `${called(value.fact)} is above ${value.limit}${unit(value.fact)}`;
    case 'is':
      return typeof value.value === 'boolean'
        ? `${value.value ? '' : 'not '}${called(value.fact)}`
        : `${called(value.fact)} is ${String(value.value)}`;
    case 'oneOf':
      return `${called(value.fact)} is ${valuesOf(value.values, 'or')}`;
    case 'inSet':
      return `${called(value.fact)} is among the ${called(value.set)}`;
    case 'has':
      return `${called(value.fact)} include ${valuesOf(value.anyOf, 'or')}`;
    case 'known':
      return `${called(value.fact)} is known`;
    case 'occurred':
      return `${called(value.occurrence)} has taken place${where(value.where)}`;
    case 'within':
      return `${anchor(value.by)} is at most ${value.days} days after ${anchor(value.of)}`;
    case 'allOf':
      return bracketed(list(each(value.conditions), 'and'));
    case 'anyOf':
      return bracketed(list(each(value.conditions), 'or'));
    case 'noneOf':
      return value.conditions.length === 1
        ? `not (${each(value.conditions).join()})`
        : bracketed(`none of: ${each(value.conditions).join('; ')}`);
  }
};

const components = (parts: readonly { name: string; amount: number }[] | undefined, speaker: Speaker): string =>
  parts === undefined
    ? ''
    : ` (${list(
        parts.map(({ name, amount: part }) => `${money(part, speaker)} ${name}`),
        'and',
      )})`;

/** How much, one line for each case. */
export const amount = (value: Amount, speaker: Speaker): readonly string[] => {
  switch (value.kind) {
    case 'fixed':
      return [`${money(value.amount, speaker)}${components(value.components, speaker)}`];
    case 'table':
      return value.rows.map(
        (row) => `${money(row.amount, speaker)}${components(row.components, speaker)} when ${condition(row.when, speaker)}`,
      );
    case 'bySize':
      return value.bands.map(
        (band, place) =>
          `${money(band.amount, speaker)} for ${band.atLeast}${place === value.bands.length - 1 ? ' or more' : ''} of ${called(value.fact)}`,
      );
    case 'byComponent':
      return [
        ...value.components.map(
          (part) =>
            `${money(part.amount, speaker)} for each of ${called(value.fact)} that is ${valuesOf(part.values, 'or')}${part.when === undefined ? '' : `, when ${condition(part.when, speaker)}`}`,
        ),
        ...(value.most === undefined ? [] : [`at most ${value.most} of them count`]),
        ...(value.share === 1 ? [] : [`paid is the sum divided by ${value.share}`]),
      ];
  }
};

const need = (value: Need): string => {
  if (value.kind === 'elapsed') return `${span(value.span)} have passed since ${anchor(value.anchor)}`;
  const { occurrence, notBefore, notAfter, closedBy } = value;
  return [
    `${called(occurrence)}${where(value.where)}`,
    ...(notBefore ? [`not before ${span(notBefore.span)} after ${anchor(notBefore.anchor)}`] : []),
    ...(notAfter ? [`at the latest ${span(notAfter.span)} after ${anchor(notAfter.anchor)}`] : []),
    ...(closedBy ? [`before ${called(closedBy.occurrence)}`] : []),
  ].join(', ');
};

const every = (months: number): string => (months === 1 ? 'every month' : `every ${months} months`);

/** When an entitlement is due, one line for each thing to know. */
export const conditionsOf = (value: Entitlement): readonly string[] => {
  switch (value.kind) {
    case 'once':
      return [
        'once, when all of these have happened:',
        ...value.needs.map((one) => `- ${need(one)}`),
        ...(value.paidBefore
          ? [`not again if it was paid for an earlier pregnancy, unless that ended in ${valuesOf(value.paidBefore.freshAfter, 'or')}`]
          : []),
      ];
    case 'perOccurrence':
      return [
        `for each ${called(value.occurrence)}${where(value.where)}${value.most === undefined ? '' : `, at most ${value.most} times`}`,
        ...(value.joint
          ? [
              `for each number in its ${called(value.joint.attribute)}, when several are paid together`,
              ...value.joint.changes.map(
                ({ rule, upTo }) => `up to ${called(value.joint?.attribute ?? '')} ${upTo} at the rates of ${rule}`,
              ),
            ]
          : []),
      ];
    case 'windows':
      return [
        `${value.count} times, ${every(value.everyMonths)} after ${anchor(value.anchor)}, for a ${called(value.occurrence)} from ${span({ months: value.opensMonthsBefore })} before to ${span({ months: value.closesMonthsAfter })} after the due day`,
        'a window that was missed stays missed',
      ];
    case 'monthly':
      return [`${value.count} monthly payments, the first in the month of ${called(value.start)}`];
    case 'complianceMonths':
      return [
        `for each month with ${called(value.occurrence)}${where(value.where)}, paid ${every(value.periodMonths)}${value.from === undefined ? '' : `, from ${value.from}`}`,
      ];
  }
};
