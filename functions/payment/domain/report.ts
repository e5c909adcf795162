import type { Instant } from '../../casefile/case.ts';
import { dateOf, type PlainDate } from '../../kernel/dates.ts';
import { DEFAULT_RAIL, type SettledLine } from '../../partners/payment-rail.ts';
import type { Write } from '../../table/table.ts';
import type { Attempt, LedgerEntry, Line } from '../records.ts';
import { movementItem, movementKey, type Movement } from './ledger.ts';
import { isOpen } from './lines.ts';

/** What the rail says of one instruction, by status query or by statement. */
export type Report = Pick<SettledLine, 'requestId' | 'status' | 'amountMinor' | 'currency' | 'reason' | 'completedAt'>;

/** Where the rail contradicts us or itself. */
export type Contradiction = 'amountDiffers' | 'paidAfterFailed' | 'failedAfterPaid';

/** What a report makes of an attempt. */
export interface Judged {
  readonly attempt: Attempt;
  readonly entries: readonly LedgerEntry[];
  readonly contradictions: readonly Contradiction[];
  /** Moves a movement that was filed under another day than the rail's. */
  readonly refiled: readonly Write[];
}

interface About {
  /** The case that the money is of; absent where another system gave the instruction. */
  readonly caseId?: string;
  readonly line: Pick<Line, 'lineId' | 'amountMinor' | 'currency'>;
  readonly at: Instant;
}

const entryOf = (
  entry: LedgerEntry['entry'],
  { line, at }: About,
  attempt: Attempt,
  { amountMinor, currency }: Report,
  valueOn?: PlainDate,
): LedgerEntry => ({
  entry,
  at,
  lineId: line.lineId,
  paymentId: attempt.paymentId,
  requestId: attempt.requestId,
  amountMinor,
  currency,
  ...(attempt.rail === undefined ? {} : { rail: attempt.rail }),
  ...(valueOn === undefined ? {} : { valueOn }),
});

/** Files a movement under the rail's day, out of the day under which it was filed before. */
const refile = (
  { caseId }: About,
  { requestId, rail = DEFAULT_RAIL }: Attempt,
  movement: Movement,
  report: Report,
  filedOn: PlainDate | undefined,
  on: PlainDate,
): readonly Write[] => [
  ...(filedOn === undefined ? [] : [{ remove: movementKey(requestId, movement, filedOn) }]),
  {
    put: movementItem({
      requestId,
      movement,
      ...(caseId === undefined ? {} : { caseId }),
      amountMinor: report.amountMinor,
      currency: report.currency,
      day: on,
      rail,
    }),
  },
];

const differs = ({ line }: About, { moved }: Attempt, { amountMinor, currency }: Report): readonly Contradiction[] => {
  const expected = moved ?? line;
  return expected.amountMinor === amountMinor && expected.currency === currency ? [] : ['amountDiffers'];
};

const unchanged = (attempt: Attempt): Judged => ({ attempt, entries: [], contradictions: [], refiled: [] });

/** Enters a payment. Its day is not known when only its return was told: a statement names it. */
const entered = (about: About, attempt: Attempt, report: Report, on: PlainDate | undefined): Judged => {
  const { amountMinor, currency } = report;
  const { reason: _, ...rest } = attempt;
  return {
    attempt: {
      ...rest,
      state: 'confirmed',
      moved: { amountMinor, currency },
      answeredAt: about.at,
      ...(on === undefined ? {} : { confirmedOn: on }),
    },
    entries: [entryOf('confirmed', about, attempt, report, on)],
    contradictions: [...differs(about, attempt, report), ...(attempt.state === 'failed' ? (['paidAfterFailed'] as const) : [])],
    refiled: [],
  };
};

const paid = (about: About, attempt: Attempt, report: Report): Judged => {
  if (attempt.state !== 'confirmed' && attempt.state !== 'returned')
    return entered(about, attempt, report, dateOf(report.completedAt ?? about.at));
  const on = report.completedAt === undefined ? attempt.confirmedOn : dateOf(report.completedAt);
  if (on === undefined || on === attempt.confirmedOn) return unchanged(attempt);
  return {
    ...unchanged(attempt),
    attempt: { ...attempt, confirmedOn: on },
    refiled: refile(about, attempt, 'confirmed', report, attempt.confirmedOn, on),
  };
};

const notPaid = (about: About, attempt: Attempt, report: Report): Judged => {
  if (attempt.state === 'confirmed') return { ...unchanged(attempt), contradictions: ['failedAfterPaid'] };
  if (!isOpen(attempt)) return unchanged(attempt);
  return {
    attempt: { ...attempt, state: 'failed', reason: report.reason ?? 'other', answeredAt: about.at },
    entries: [entryOf('failed', about, attempt, { ...report, amountMinor: about.line.amountMinor, currency: about.line.currency })],
    contradictions: [],
    refiled: [],
  };
};

const cameBack = (about: About, attempt: Attempt, report: Report): Judged => {
  const on = dateOf(report.completedAt ?? about.at);
  if (attempt.state === 'returned') {
    if (report.completedAt === undefined || on === attempt.returnedOn) return unchanged(attempt);
    return {
      ...unchanged(attempt),
      attempt: { ...attempt, returnedOn: on },
      refiled: refile(about, attempt, 'returned', report, attempt.returnedOn, on),
    };
  }
  if (attempt.state !== 'confirmed') {
    const first = entered(about, attempt, report, undefined);
    const second = cameBack(about, first.attempt, report);
    return {
      ...second,
      entries: [...first.entries, ...second.entries],
      contradictions: [...first.contradictions, ...second.contradictions],
    };
  }
  return {
    attempt: { ...attempt, state: 'returned', returnedOn: on, reason: report.reason ?? 'other', answeredAt: about.at },
    entries: [entryOf('returned', about, attempt, report, on)],
    contradictions: differs(about, attempt, report),
    refiled: [],
  };
};

/** Applies the rail's word to an attempt. The same word twice, or an older word after a newer one, changes nothing. */
export const judgeReport = (about: About, attempt: Attempt, report: Report): Judged => {
  switch (report.status) {
    case 'completed':
      return paid(about, attempt, report);
    case 'failed':
      return notPaid(about, attempt, report);
    case 'returned':
      return cameBack(about, attempt, report);
    case 'ongoing':
      return attempt.state === 'instructing' ? { ...unchanged(attempt), attempt: { ...attempt, state: 'instructed' } } : unchanged(attempt);
  }
};
