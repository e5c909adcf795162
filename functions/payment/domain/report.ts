import type { Instant } from '../../casefile/case.ts';
import { dateOf, type PlainDate } from '../../kernel/dates.ts';
import type { SettledLine } from '../../partners/payment-rail.ts';
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
  readonly caseId: string;
  readonly line: Line;
  readonly at: Instant;
}

const entryOf = (entry: LedgerEntry['entry'], { line, at }: About, attempt: Attempt, { amountMinor, currency }: Report, valueOn?: PlainDate): LedgerEntry => ({
  entry,
  at,
  lineId: line.lineId,
  paymentId: attempt.paymentId,
  requestId: attempt.requestId,
  amountMinor,
  currency,
  ...(valueOn === undefined ? {} : { valueOn }),
});

const refile = ({ caseId, at }: About, { requestId }: Attempt, movement: Movement, report: Report, filedOn: PlainDate, on: PlainDate): readonly Write[] =>
  filedOn === on
    ? []
    : [
        { remove: movementKey(requestId, movement, filedOn) },
        { put: movementItem({ requestId, movement, caseId, amountMinor: report.amountMinor, currency: report.currency, day: on }, at) },
      ];

const differs = ({ line }: About, { moved }: Attempt, { amountMinor, currency }: Report): readonly Contradiction[] => {
  const expected = moved ?? line;
  return expected.amountMinor === amountMinor && expected.currency === currency ? [] : ['amountDiffers'];
};

const unchanged = (attempt: Attempt): Judged => ({ attempt, entries: [], contradictions: [], refiled: [] });

const paid = (about: About, attempt: Attempt, report: Report): Judged => {
  const on = dateOf(report.completedAt ?? about.at);
  switch (attempt.state) {
    case 'instructing':
    case 'instructed':
    case 'failed': {
      const { amountMinor, currency } = report;
      const { reason: _, ...rest } = attempt;
      return {
        attempt: { ...rest, state: 'confirmed', moved: { amountMinor, currency }, confirmedOn: on, answeredAt: about.at },
        entries: [entryOf('confirmed', about, attempt, report, on)],
        contradictions: [...differs(about, attempt, report), ...(attempt.state === 'failed' ? (['paidAfterFailed'] as const) : [])],
        refiled: [],
      };
    }
    case 'confirmed':
    case 'returned': {
      const filedOn = attempt.confirmedOn ?? on;
      if (report.completedAt === undefined || filedOn === on) return unchanged(attempt);
      return { ...unchanged(attempt), attempt: { ...attempt, confirmedOn: on }, refiled: refile(about, attempt, 'confirmed', report, filedOn, on) };
    }
  }
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
    const filedOn = attempt.returnedOn ?? on;
    if (report.completedAt === undefined || filedOn === on) return unchanged(attempt);
    return { ...unchanged(attempt), attempt: { ...attempt, returnedOn: on }, refiled: refile(about, attempt, 'returned', report, filedOn, on) };
  }
  if (attempt.state !== 'confirmed') {
    // the payment itself was missed: it is entered first, under the day of the instruction until a statement names its own
    const first = paid(about, attempt, { ...report, status: 'completed', completedAt: attempt.instructedAt });
    const second = cameBack(about, first.attempt, report);
    return { ...second, entries: [...first.entries, ...second.entries], contradictions: [...first.contradictions, ...second.contradictions] };
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
