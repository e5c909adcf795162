import type { NewFact } from '../../../events/fact.ts';
import { PaymentConfirmed } from '../../../events/payment-confirmed.v1.ts';
import { PaymentFailed } from '../../../events/payment-failed.v1.ts';
import { PaymentReturned } from '../../../events/payment-returned.v1.ts';
import { ReviewOpened } from '../../../events/review-opened.v1.ts';
import type { Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import type { Write } from '../../table/table.ts';
import { Lines, Payments, type Attempt, type LedgerEntry, type Line, type Payment } from '../records.ts';
import { entryWrites } from './ledger.ts';
import { allows, PAYMENT_NEXT, type LineStatus, type PaymentStatus } from './life-cycle.ts';
import { isOpen, moved } from './lines.ts';
import { judgeReport, type Contradiction, type Report } from './report.ts';
import { answeredByRail, findReview, openReview, type OpenedReview, type Question } from './reviews.ts';
import type { PaymentRules } from './schedule.ts';

/** Reasons that only another address mends. */
export const ADDRESS_REASONS: ReadonlySet<string> = new Set(['accountUnknown', 'accountClosed', 'addressInvalid']);
/** Reasons that may be gone at the next try; any other needs a person. */
const PASSING_REASONS = new Set(['limitExceeded', 'fundsInsufficient', 'other']);

const ORDER: readonly Report['status'][] = ['ongoing', 'failed', 'completed', 'returned'];

export interface Settling {
  readonly file: CaseFile;
  readonly rules: PaymentRules;
  readonly at: Instant;
}

export interface Settlement {
  readonly confirmed: number;
  readonly failed: number;
  readonly returned: number;
}

/** What reports make of one line. */
interface SettledLine {
  readonly line: Line;
  readonly entries: readonly LedgerEntry[];
  readonly facts: readonly NewFact[];
  readonly reviews: readonly OpenedReview[];
  readonly refiled: readonly Write[];
  readonly counts: Settlement;
}

const asked = (
  { file, rules, at }: Settling,
  question: Pick<Question, 'of' | 'kind' | 'options' | 'about' | 'secondPerson'>,
): readonly OpenedReview[] => {
  const opened = openReview(file, { ...question, at, dueOn: addDays(dateOf(at), rules.approvalDueDays) });
  return opened === undefined ? [] : [opened];
};

const aboutAttempt = (line: Line, { paymentId, requestId, reason }: Attempt) => ({
  paymentId,
  lineId: line.lineId,
  payee: line.payee,
  requestId,
  amountMinor: line.amountMinor,
  currency: line.currency,
  reason: reason ?? null,
});

/** A mother chooses another address, and its confirmation pays the line anew; for everybody else a second person decides. */
const askForAnother = (settling: Settling, line: Line, attempt: Attempt, problem: 'failed' | 'returned'): readonly OpenedReview[] => {
  const timesBack = line.attempts.filter(({ state }) => state === 'returned').length;
  const address = line.payee === 'mother' && (problem === 'failed' ? ADDRESS_REASONS.has(attempt.reason ?? '') : timesBack === 1);
  return asked(settling, {
    of: [problem, attempt.requestId],
    about: { problem, ...aboutAttempt(line, attempt) },
    ...(address
      ? { kind: 'paymentAddress', options: ['addressCorrected', 'close'] }
      : { kind: 'paymentDiscrepancy', options: ['payAgain', 'close'], secondPerson: true }),
  });
};

const contradicted = (settling: Settling, line: Line, attempt: Attempt, what: Contradiction): readonly OpenedReview[] =>
  asked(settling, {
    of: [what, attempt.requestId],
    kind: 'paymentDiscrepancy',
    options: ['explained', 'disputed'],
    about: { problem: what, ...aboutAttempt(line, attempt), movedMinor: attempt.moved?.amountMinor ?? null },
  });

const mayTryAgain = ({ attempts, triedBefore }: Line, { reason }: Attempt, { maxAttempts }: PaymentRules): boolean =>
  PASSING_REASONS.has(reason ?? '') && attempts.length - triedBefore < maxAttempts;

/** Where a line stands when an attempt of it has changed: paid once is paid; what is open stays open. */
const statusAfter = (line: Line, attempt: Attempt, rules: PaymentRules): LineStatus => {
  const open = line.attempts.find(isOpen);
  if (line.attempts.some(({ state }) => state === 'confirmed')) return 'confirmed';
  if (open !== undefined) return open.state === 'instructing' ? 'instructing' : 'instructed';
  if (attempt.state === 'returned') return 'returned';
  return mayTryAgain(line, attempt, rules) ? 'due' : 'failed';
};

const factsOf = (line: Line, attempt: Attempt, entries: readonly LedgerEntry[]): readonly NewFact[] =>
  entries.flatMap(({ entry, amountMinor, currency }) => {
    const data = { paymentId: attempt.paymentId, lineId: line.lineId, amountMinor, currency, payee: line.payee };
    const reason = attempt.reason ?? 'other';
    switch (entry) {
      case 'confirmed':
        return [PaymentConfirmed.of(data)];
      case 'returned':
        return [PaymentReturned.of({ ...data, reason })];
      case 'failed':
        return line.status === 'failed' ? [PaymentFailed.of({ ...data, reason })] : [];
      case 'instructed':
        return [];
    }
  });

const settleLine = (settling: Settling, before: Line, report: Report): SettledLine | undefined => {
  const { file, rules, at } = settling;
  const known = before.attempts.find(({ requestId }) => requestId === report.requestId);
  if (known === undefined) return undefined;
  const { attempt, entries, contradictions, refiled } = judgeReport({ caseId: file.root.caseId, line: before, at }, known, report);
  const attempts = before.attempts.map((one) => (one === known ? attempt : one));
  const changed = attempt.state !== known.state;
  const updated = { ...before, attempts };
  const status = changed ? statusAfter(updated, attempt, rules) : before.status;
  const line = status === before.status ? updated : moved(updated, status, at, status === 'confirmed' ? undefined : attempt.reason);
  const count = (entry: LedgerEntry['entry']): number => entries.filter((one) => one.entry === entry).length;
  return {
    line,
    entries,
    facts: factsOf(line, attempt, entries),
    reviews: [
      ...contradictions.flatMap((what) => contradicted(settling, line, attempt, what)),
      ...(changed && (status === 'failed' || status === 'returned') ? askForAnother(settling, line, attempt, status) : []),
    ],
    refiled,
    counts: { confirmed: count('confirmed'), failed: count('failed'), returned: count('returned') },
  };
};

/** Where a payment stands by its lines: in flight while anything is unknown, due while anything is to be instructed. */
export const statusByLines = (payment: Payment, lines: readonly Line[]): PaymentStatus => {
  const own = lines.filter(({ paymentId }) => paymentId === payment.paymentId);
  if (payment.status === 'refused') return 'refused';
  if (lines.some(({ attempts }) => attempts.some((attempt) => attempt.paymentId === payment.paymentId && isOpen(attempt))))
    return 'inFlight';
  if (own.some(({ status }) => status === 'due')) return 'due';
  return own.some(({ status }) => status === 'heldBack') ? 'heldBack' : 'settled';
};

/** A payment as its lines now make it; the sweep no longer looks after one that is settled. */
export const rested = (payment: Payment, lines: readonly Line[]): Payment => {
  const status = statusByLines(payment, lines);
  if (status !== payment.status && !allows<PaymentStatus>(PAYMENT_NEXT, payment.status, status)) return payment;
  const { lookOn, ...rest } = payment;
  return { ...rest, status, ...(lookOn === undefined || status === 'settled' || status === 'heldBack' ? {} : { lookOn }) };
};

/** Whether the rail has had its time and has not said what became of an instruction: asked of a person once a payment. */
export const unansweredQuestion = ({ paymentId }: Pick<Payment, 'paymentId'>): Question['of'] => ['unanswered', paymentId];

/**
 * Applies what the rail says about instructions of a case: lines, ledger, facts and reviews together. The rail is believed about money
 * that moved, whatever we expected; a line is due again only when the rail has said for certain that nothing moved.
 * @param extra what else is known to have changed of a payment
 */
export const settle = (settling: Settling, reports: readonly Report[], extra: { readonly payment?: Payment } = {}): Change<Settlement> => {
  const { file, at } = settling;
  const before = allOf(file, Lines);
  // a payment comes before its return, in whatever order the rail lists them
  const inOrder = reports.toSorted((left, right) => ORDER.indexOf(left.status) - ORDER.indexOf(right.status));
  const settled = inOrder.reduce<readonly SettledLine[]>((all, report) => {
    const line = before.find(({ attempts }) => attempts.some(({ requestId }) => requestId === report.requestId));
    const earlier = all.find((one) => one.line.lineId === line?.lineId)?.line;
    const one = line && settleLine(settling, earlier ?? line, report);
    return one === undefined ? all : [...all, one];
  }, []);
  const latest = new Map([...before, ...settled.map(({ line }) => line)].map((line) => [line.lineId, line]));
  const lines = [...latest.values()];
  const changedLines = lines.filter((line) => JSON.stringify(line) !== JSON.stringify(before.find(({ lineId }) => lineId === line.lineId)));
  const payments = allOf(file, Payments).flatMap((stored) => {
    const payment = rested(extra.payment?.paymentId === stored.paymentId ? extra.payment : stored, lines);
    return JSON.stringify(payment) === JSON.stringify(stored) ? [] : [payment];
  });
  const reviews = [...new Map(settled.flatMap((one) => one.reviews).map((opened) => [opened.review.reviewId, opened])).values()];
  const entries = settled.flatMap((one) => one.entries).map((entry) => entryWrites(file.root.caseId, entry));
  const answered = payments
    .filter(({ status }) => status !== 'inFlight')
    .flatMap((payment) => answeredByRail(findReview(file, unansweredQuestion(payment)), at));
  const sum = (of: (counts: Settlement) => number): number => settled.reduce((total, { counts }) => total + of(counts), 0);
  const answer: Settlement = {
    confirmed: sum((one) => one.confirmed),
    failed: sum((one) => one.failed),
    returned: sum((one) => one.returned),
  };
  const facts = [...settled.flatMap((one) => one.facts), ...reviews.map(({ review }) => ReviewOpened.of(review))];
  const put = [
    ...changedLines.map((line) => place(Lines, line)),
    ...payments.map((payment) => place(Payments, payment)),
    ...entries.map((entry) => entry.put),
    ...reviews.map(({ placed }) => placed),
    ...answered,
  ];
  const also = [...entries.flatMap((entry) => entry.also), ...settled.flatMap((one) => one.refiled)];
  return put.length + also.length + facts.length === 0 ? unchanged(answer) : { put, also, facts, answer };
};
