import { isDeepStrictEqual } from 'node:util';
import { fromMinor } from '../../../functions/kernel/money.ts';
import type { Evaluation, Instalment } from '../../../functions/policy/index.ts';
import type { Case } from './case-file.ts';
import { areSameReasons, isSameReason } from './wording.ts';

/** Where an evaluation says something else than a case expects. */
export interface Difference {
  readonly where: string;
  readonly expected: unknown;
  readonly got: unknown;
}

export interface Strictness {
  /** Whether reasons have to be given word for word, or may be in other words as long as they are the same reasons. */
  readonly wording: 'exact' | 'alike';
}

const sorted = (values: unknown): unknown => (Array.isArray(values) ? values.map(String).sort() : values);

/** An instalment in the words of a case file; amounts are in the currency's main unit. */
const asCase = ({
  id,
  amountMinor,
  currency,
  payeeTitle,
  inKind,
  status,
  conditionsMetOn,
  payableFrom,
  missing,
  reason,
  months,
}: Instalment): Readonly<Record<string, unknown>> => ({
  id,
  amount: Number(fromMinor(amountMinor, currency)),
  currency,
  payee: payeeTitle,
  inKind,
  status,
  conditionsMetOn,
  payableFrom: payableFrom ?? conditionsMetOn,
  missing,
  reason,
  ...(months === undefined
    ? {}
    : {
        count: months.count,
        amountEach: Number(fromMinor(months.amountEachMinor, currency)),
        firstPayment: months.first,
        lastPaidMonth: months.last,
      }),
});

const instalmentDifferences = (
  expected: Readonly<Record<string, unknown>>,
  got: Readonly<Record<string, unknown>>,
  { wording }: Strictness,
): readonly Difference[] =>
  Object.entries(expected).flatMap(([key, value]) => {
    const actual = got[key];
    const same =
      key === 'missing'
        ? isDeepStrictEqual(sorted(value), sorted(actual))
        : key === 'reason' && wording === 'alike' && typeof value === 'string'
          ? typeof actual === 'string' && isSameReason(value, actual)
          : isDeepStrictEqual(value, actual);
    return same ? [] : [{ where: `instalments.${String(expected['id'])}.${key}`, expected: value, got: actual }];
  });

const listDifferences = (
  expected: NonNullable<Case['expected']['instalments']>,
  evaluation: Evaluation,
  strictness: Strictness,
): readonly Difference[] => {
  const got = evaluation.instalments.map(asCase);
  const wanted = expected.flatMap((instalment) => {
    const actual = got.find(({ id }) => id === instalment.id);
    return actual === undefined
      ? [{ where: `instalments.${instalment.id}`, expected: instalment, got: undefined }]
      : instalmentDifferences(instalment, actual, strictness);
  });
  // a case need not list what pays nothing: instalments that are pending or forfeited
  const unlisted = got.filter(
    ({ id, status }) => (status === 'payable' || status === 'held') && !expected.some((instalment) => instalment.id === id),
  );
  return [
    ...wanted,
    ...unlisted.map((instalment) => ({ where: `instalments.${String(instalment['id'])}`, expected: undefined, got: instalment })),
  ];
};

/** What an evaluation says at the top, in the words of a case file. */
const summaryOf = ({
  outcome,
  missingFacts,
  grounds,
  totalPayableToMotherMinor,
  currency,
  series,
  exit,
  cover,
}: Evaluation): Readonly<Record<string, unknown>> => ({
  eligible: outcome === 'undetermined' ? `undetermined, missing are ${missingFacts.join(', ')}` : outcome === 'eligible',
  reasons: grounds.map(({ reason }) => reason),
  totalPayableToMother: Number(fromMinor(totalPayableToMotherMinor, currency)),
  finalPaymentMonth: series?.finalMonth,
  lifetimeTotal: series && Number(fromMinor(series.lifetimeTotalMinor, currency)),
  exitDate: exit?.on,
  exitReason: exit?.reason,
  entitlementsLeft: cover?.left,
  coverEnds: cover?.endsOn,
});

/** Every key of what a case expects is compared; what it does not mention may be anything that pays nothing. */
export const differencesOf = ({ expected }: Case, evaluation: Evaluation, strictness: Strictness): readonly Difference[] => {
  const summary = summaryOf(evaluation);
  return Object.entries(expected).flatMap(([key, value]) => {
    if (key === 'instalments') return listDifferences(expected.instalments ?? [], evaluation, strictness);
    const got = summary[key];
    const same =
      key === 'reasons'
        ? strictness.wording === 'exact'
          ? isDeepStrictEqual(sorted(value), sorted(got))
          : areSameReasons(
              expected.reasons ?? [],
              evaluation.grounds.map(({ reason }) => reason),
            )
        : isDeepStrictEqual(value ?? undefined, got);
    return same ? [] : [{ where: key, expected: value, got }];
  });
};
