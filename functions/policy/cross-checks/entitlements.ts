import { toMinor } from '../../kernel/money.ts';
import type { Amount, Entitlement, Need } from '../schema/entitlements.ts';
import { placeholdersOf } from '../placeholders.ts';
import { at, fault, reasonFaults, repeated, type Fault, type Path, type References } from './references.ts';

const isExact = (amount: number, currency: string): boolean => {
  try {
    toMinor(amount, currency);
    return true;
  } catch {
    return false;
  }
};

const statedFaults = (
  { amount, components }: { amount: number; components?: readonly { amount: number }[] | undefined },
  currency: string,
  path: Path,
): readonly Fault[] => {
  const sum = components?.reduce((total, part) => total + part.amount, 0);
  return [
    ...(isExact(amount, currency) ? [] : [fault(path, `${amount} has more decimals than ${currency}`)]),
    ...(sum === undefined || sum === amount
      ? []
      : [fault(at(path, 'components'), `the components come to ${sum}, the amount is ${amount}`)]),
  ];
};

/** Faults of an amount: decimals, sums of components, bands, facts. */
export const amountFaults = (amount: Amount, currency: string, references: References, path: Path): readonly Fault[] => {
  switch (amount.kind) {
    case 'fixed':
      return statedFaults(amount, currency, path);
    case 'table':
      return amount.rows.flatMap((row, place) => [
        ...references.condition(row.when, at(path, 'rows', place, 'when')),
        ...statedFaults(row, currency, at(path, 'rows', place)),
      ]);
    case 'bySize':
      return [
        ...references.fact(amount.fact, ['strings', 'integer'], at(path, 'fact')),
        ...amount.bands.flatMap((band, place) => statedFaults(band, currency, at(path, 'bands', place))),
        ...repeated(amount.bands.map(({ atLeast }) => String(atLeast))).map((size) =>
          fault(at(path, 'bands'), `two bands begin at ${size}`),
        ),
      ];
    case 'byComponent':
      return [
        ...references.fact(amount.fact, ['strings'], at(path, 'fact')),
        ...amount.components.flatMap((part, place) => [
          ...statedFaults(part, currency, at(path, 'components', place)),
          ...(part.when === undefined ? [] : references.condition(part.when, at(path, 'components', place, 'when'))),
          ...(isExact(part.amount / amount.share, currency)
            ? []
            : [fault(at(path, 'components', place), `${part.amount} cannot be divided by ${amount.share}`)]),
        ]),
      ];
  }
};

const needFaults = (need: Need, references: References, path: Path): readonly Fault[] => {
  if (need.kind === 'elapsed') return references.anchor(need.anchor, at(path, 'anchor'));
  const { notAfter, notBefore, closedBy, where = {}, elseReason = '' } = need;
  const missedReason = notAfter && (notAfter.missedReason ?? notAfter.reason);
  return [
    ...references.occurrence(need.occurrence, at(path, 'occurrence')),
    ...references.attributes(need.occurrence, Object.keys(where), at(path, 'where')),
    ...reasonFaults(elseReason, [], at(path, 'elseReason')),
    ...(notAfter
      ? [
          ...references.anchor(notAfter.anchor, at(path, 'notAfter', 'anchor')),
          ...reasonFaults(notAfter.reason, ['days', 'limit', 'date'], at(path, 'notAfter', 'reason')),
        ]
      : []),
    ...(missedReason === undefined ? [] : reasonFaults(missedReason, ['limit', 'date'], at(path, 'notAfter', 'missedReason'))),
    ...(notBefore
      ? [
          ...references.anchor(notBefore.anchor, at(path, 'notBefore', 'anchor')),
          ...reasonFaults(notBefore.reason ?? '', ['days', 'limit', 'date'], at(path, 'notBefore', 'reason')),
        ]
      : []),
    ...(closedBy
      ? [
          ...references.occurrence(closedBy.occurrence, at(path, 'closedBy')),
          ...reasonFaults(closedBy.reason, [], at(path, 'closedBy', 'reason')),
        ]
      : []),
  ];
};

/** Faults of what belongs to the kind of an entitlement. */
export const kindFaults = (entitlement: Entitlement, currency: string, references: References, path: Path): readonly Fault[] => {
  switch (entitlement.kind) {
    case 'once':
      return [
        ...entitlement.needs.flatMap((need, place) => needFaults(need, references, at(path, 'needs', place))),
        ...(entitlement.paidBefore ? references.fact(entitlement.paidBefore.fact, ['claims'], at(path, 'paidBefore', 'fact')) : []),
      ];
    case 'perOccurrence': {
      const { occurrence, where = {}, joint, instalmentId, lineId = '' } = entitlement;
      const named = placeholdersOf(instalmentId + lineId).filter((name) => name !== 'n' && name !== 'year');
      return [
        ...references.occurrence(occurrence, at(path, 'occurrence')),
        ...references.attributes(occurrence, [...Object.keys(where), ...named, ...(joint ? [joint.attribute] : [])], path),
        ...(joint?.changes ?? []).flatMap(({ amount }, place) =>
          amountFaults(amount, currency, references, at(path, 'joint', 'changes', place, 'amount')),
        ),
      ];
    }
    case 'windows': {
      const { opensMonthsBefore, closesMonthsAfter, everyMonths, untilMonths } = entitlement;
      return [
        ...references.occurrence(entitlement.occurrence, at(path, 'occurrence')),
        ...references.anchor(entitlement.anchor, at(path, 'anchor')),
        ...reasonFaults(entitlement.missedReason, ['limit', 'date'], at(path, 'missedReason')),
        ...(opensMonthsBefore + closesMonthsAfter > everyMonths
          ? [fault(path, `windows overlap: they are ${opensMonthsBefore + closesMonthsAfter} months long, one every ${everyMonths} months`)]
          : []),
        ...(untilMonths !== undefined && untilMonths < entitlement.count * everyMonths - opensMonthsBefore
          ? [fault(at(path, 'untilMonths'), 'ends before the last window opens')]
          : []),
      ];
    }
    case 'monthly':
      return references.occurrence(entitlement.start, at(path, 'start'));
    case 'complianceMonths':
      return [
        ...references.occurrence(entitlement.occurrence, at(path, 'occurrence')),
        ...references.attributes(entitlement.occurrence, Object.keys(entitlement.where), at(path, 'where')),
        ...reasonFaults(entitlement.missedReason, ['date'], at(path, 'missedReason')),
        ...(12 % entitlement.periodMonths === 0
          ? []
          : [fault(at(path, 'periodMonths'), `got ${entitlement.periodMonths}, allowed are divisors of 12`)]),
      ];
  }
};
