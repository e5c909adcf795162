import { PaymentInstructed } from '../../../events/payment-instructed.v1.ts';
import { ReviewOpened } from '../../../events/review-opened.v1.ts';
import type { Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { derivedCode } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import {
  DEFAULT_RAIL,
  type AcceptedBatch,
  type BatchAnswer,
  type Payee,
  type PaymentLine,
  type PaymentModality,
  type PaymentRailPort,
} from '../../partners/payment-rail.ts';
import { Lines, Payments, type Attempt, type Batch, type LedgerEntry, type Line, type Payment } from '../records.ts';
import { approvalOf } from './approve.ts';
import { entryWrites, requestWrite } from './ledger.ts';
import { isOpen, linesOf, mayInstruct, moved, paymentOf } from './lines.ts';
import { openReview } from './reviews.ts';
import { lookAfterInstruction, type PaymentRules } from './schedule.ts';
import { rested, settle } from './settle.ts';
import { heldBackBy } from './standing.ts';

/** A batch to hand to the rail, again and again unchanged until its answer has been stored. */
export interface Submission {
  readonly round: number;
  /** The rail that it is for. */
  readonly rail: string;
  /** It may have been handed over before. */
  readonly repeated: boolean;
  readonly correlationId: string;
  readonly lines: readonly PaymentLine[];
}

interface Instructing {
  readonly rules: PaymentRules;
  readonly at: Instant;
}

/** How the rail of the programme wants its payees named. */
export type PaysTo = PaymentRailPort['paysTo'];

const payeeOf = ({ payeeIdentity = '' }: Line, { payTo }: Attempt): Payee =>
  payTo === undefined ? { payeeIdentity } : { financialAddress: payTo.address, modality: payTo.modality };

const submissionOf = (
  { round, correlationId, rail = DEFAULT_RAIL }: Batch,
  { paymentId, batches }: Payment,
  lines: readonly Line[],
  { descriptionText }: PaymentRules,
): Submission => ({
  round,
  rail,
  repeated: batches.some((stored) => stored.round === round),
  correlationId,
  lines: lines.flatMap((line) =>
    line.attempts
      .filter((attempt) => attempt.paymentId === paymentId && attempt.round === round)
      .map((attempt) => ({
        requestId: attempt.requestId,
        payee: payeeOf(line, attempt),
        amountMinor: line.amountMinor,
        currency: line.currency,
        description: descriptionText,
      })),
  ),
});

const isUnanswered = ({ round, batchId, refused }: Batch, { paymentId }: Payment, lines: readonly Line[]): boolean =>
  batchId === undefined &&
  refused === undefined &&
  lines.some(({ attempts }) =>
    attempts.some((attempt) => attempt.paymentId === paymentId && attempt.round === round && attempt.state === 'instructing'),
  );

/** Where a mother is paid on a rail without an account mapper; everybody else is known to it by an identifier. */
const payToOf = ({ root: { paymentAddress } }: CaseFile, { payee }: Line, paysTo: PaysTo): Pick<Attempt, 'payTo'> =>
  paysTo === 'payeeIdentity' || payee !== 'mother' || paymentAddress === undefined
    ? {}
    : { payTo: { modality: paymentAddress.modality as PaymentModality, address: paymentAddress.address } };

const withAttempt = (
  file: CaseFile,
  line: Line,
  { paymentId }: Payment,
  { round, rail, instructedAt: at }: Batch,
  paysTo: PaysTo,
): Line => {
  const attempt: Attempt = {
    requestId: derivedCode(16, 'request', file.root.caseId, line.lineId, line.attempts.length + 1),
    paymentId,
    round,
    ...(rail === undefined ? {} : { rail }),
    ...payToOf(file, line, paysTo),
    state: 'instructing',
    instructedAt: at,
  };
  return { ...moved(line, 'instructing', at), attempts: [...line.attempts, attempt] };
};

const instructedEntry = ({ lineId, attempts, amountMinor, currency }: Line, at: Instant): LedgerEntry[] =>
  attempts.slice(-1).map(({ requestId, paymentId, rail }) => ({
    entry: 'instructed',
    at,
    lineId,
    paymentId,
    requestId,
    amountMinor,
    currency,
    ...(rail === undefined ? {} : { rail }),
  }));

/**
 * Stores what the rail is about to be asked, before it is asked: identifiers, payees and amounts. Gives all batches of the payment whose
 * answer is not known; a batch that was handed over before is handed over again as it was, to the rail that it was for, which takes it for a
 * question.
 * @param paysTo how the programme's rail wants payees named
 * @throws {Problem} PaymentNotFound, SecondPersonNeeded
 */
export const prepareInstruction = (
  file: CaseFile,
  paymentId: string,
  { rules, at, paysTo }: Instructing & { readonly paysTo: PaysTo },
): Change<{ code: string; submissions: readonly Submission[] }> => {
  const payment = paymentOf(file, paymentId);
  const stored = allOf(file, Lines);
  const due =
    payment.status === 'refused'
      ? []
      : linesOf(file, payment).filter((line) => mayInstruct(line) && heldBackBy(file.root, line) === undefined);
  const waiting = (batches: readonly Batch[], lines: readonly Line[]) =>
    batches.filter((batch) => isUnanswered(batch, payment, lines)).map((batch) => submissionOf(batch, payment, lines, rules));
  if (due.length === 0) return unchanged({ code: payment.code, submissions: waiting(payment.batches, stored) });

  const approval = approvalOf(file, payment, rules);
  if (approval !== 'notNeeded' && approval !== 'approved') throw new Problem('SecondPersonNeeded', 'the payment is not approved');
  const round = payment.batches.length + 1;
  const batch: Batch = { round, rail: rules.rail, correlationId: derivedCode(12, 'batch', paymentId, round), instructedAt: at };
  const instructed = due.map((line) => withAttempt(file, line, payment, batch, paysTo));
  const batches = [...payment.batches, batch];
  const ids = new Set(instructed.map(({ lineId }) => lineId));
  const lines = [...stored.filter(({ lineId }) => !ids.has(lineId)), ...instructed];
  const entries = instructed.flatMap((line) => instructedEntry(line, at)).map((entry) => entryWrites(file.root.caseId, entry));
  return {
    put: [
      place(Payments, { ...payment, status: 'inFlight', batches, lookOn: lookAfterInstruction(rules, at) }),
      ...instructed.map((line) => place(Lines, line)),
      ...entries.map((entry) => entry.put),
    ],
    also: instructed.flatMap((line) =>
      line.attempts.slice(-1).map(({ requestId }) => requestWrite(requestId, file.root.caseId, line, rules.rail)),
    ),
    answer: { code: payment.code, submissions: waiting(batches, lines) },
  };
};

const inBatch = (payment: Payment, round: number, { attempts }: Line): Attempt | undefined =>
  attempts.find((attempt) => attempt.paymentId === payment.paymentId && attempt.round === round && isOpen(attempt));

/** A case as it is when lines and payments of it are changed. */
const withChanged = ({ root, items }: CaseFile, payment: Payment, lines: readonly Line[]): CaseFile => ({
  root,
  items: items.map((item) => {
    const line = item.entity === Lines.name ? lines.find(({ lineId }) => lineId === item['lineId']) : undefined;
    const own = item.entity === Payments.name && item['paymentId'] === payment.paymentId;
    return own ? { ...item, ...payment } : line === undefined ? item : { ...item, ...line };
  }),
});

const accepted = (
  file: CaseFile,
  payment: Payment,
  round: number,
  { batchId, references = {}, settled = [] }: AcceptedBatch,
  instructing: Instructing,
): Change<{ outcome: 'accepted' }> => {
  const lines = allOf(file, Lines).flatMap((line) => {
    const attempt = inBatch(payment, round, line);
    if (attempt?.state !== 'instructing') return [];
    const reference = references[attempt.requestId];
    const taken = { ...attempt, state: 'instructed' as const, ...(reference === undefined ? {} : { reference }) };
    const attempts = line.attempts.map((one) => (one === attempt ? taken : one));
    return [{ ...(line.status === 'instructing' ? moved(line, 'instructed', instructing.at) : line), attempts }];
  });
  const taken = { ...payment, batches: payment.batches.map((batch) => (batch.round === round ? { ...batch, batchId } : batch)) };
  const known = settle({ file: withChanged(file, taken, lines), ...instructing }, settled);
  return {
    // what is known of some lines already lies over what was accepted
    put: [place(Payments, taken), ...lines.map((line) => place(Lines, line)), ...(known.put ?? [])],
    also: known.also ?? [],
    facts: [PaymentInstructed.of({ paymentId: payment.paymentId, batchId, attempt: round }), ...(known.facts ?? [])],
    answer: { outcome: 'accepted' },
  };
};

/** The identifiers were used before with other content: something may have been paid under them, so a person looks and nothing is sent again. */
const clashed = (file: CaseFile, payment: Payment, round: number, { at, rules }: Instructing): Change<{ outcome: 'refused' }> => {
  const review = openReview(file, {
    of: ['contentDiffers', payment.paymentId, round],
    kind: 'paymentDiscrepancy',
    options: ['askAgain', 'keepWaiting'],
    about: { problem: 'contentDiffers', paymentId: payment.paymentId, lines: [...payment.lineIds] },
    at,
    dueOn: addDays(dateOf(at), rules.approvalDueDays),
  });
  const batches = payment.batches.map((batch) => (batch.round === round ? { ...batch, refused: 'contentDiffers' } : batch));
  return {
    put: [place(Payments, { ...payment, batches }), ...(review === undefined ? [] : [review.placed])],
    facts: review === undefined ? [] : [ReviewOpened.of(review.review)],
    answer: { outcome: 'refused' },
  };
};

/** Stores what the rail answered to a batch. Any but the first answer changes nothing. */
export const recordAnswer = (
  file: CaseFile,
  { paymentId, round }: { paymentId: string; round: number },
  answer: BatchAnswer,
  instructing: Instructing,
): Change<{ outcome: 'accepted' | 'refused' }> => {
  const payment = paymentOf(file, paymentId);
  const batch = payment.batches.find((one) => one.round === round);
  if (batch === undefined || batch.batchId !== undefined || batch.refused !== undefined) return unchanged({ outcome: answer.outcome });
  if (answer.outcome === 'accepted') return accepted(file, payment, round, answer, instructing);
  const { reason } = answer;
  if (reason === 'contentDiffers') return clashed(file, payment, round, instructing);
  const reports = allOf(file, Lines).flatMap((line) => {
    const attempt = inBatch(payment, round, line);
    return attempt === undefined
      ? []
      : [{ requestId: attempt.requestId, status: 'failed' as const, amountMinor: line.amountMinor, currency: line.currency, reason }];
  });
  const refused = { ...payment, batches: payment.batches.map((one) => (one.round === round ? { ...one, refused: reason } : one)) };
  return { ...settle({ file, ...instructing }, reports, { payment: refused }), answer: { outcome: 'refused' } };
};

/** Lines of a payment against which something stands now are held back, until an assessment finds that nothing does. */
export const checkStanding = (file: CaseFile, paymentId: string, at: Instant): Change<{ step: 'instruct' | 'query' | 'done' }> => {
  const payment = paymentOf(file, paymentId);
  const heldBack = linesOf(file, payment).flatMap((line) => {
    const reason = line.status === 'due' ? heldBackBy(file.root, line) : undefined;
    return reason === undefined ? [] : [moved(line, 'heldBack', at, reason)];
  });
  const ids = new Set(heldBack.map(({ lineId }) => lineId));
  const lines = [...allOf(file, Lines).filter(({ lineId }) => !ids.has(lineId)), ...heldBack];
  const next = rested(payment, lines);
  const unanswered = payment.batches.some((batch) => isUnanswered(batch, payment, lines));
  const isDue = lines.some((line) => line.paymentId === paymentId && mayInstruct(line));
  const isAsked = next.status === 'inFlight' || payment.answers > payment.asked;
  const answer = { step: unanswered || isDue ? ('instruct' as const) : isAsked ? ('query' as const) : ('done' as const) };
  return heldBack.length === 0
    ? unchanged(answer)
    : { put: [place(Payments, next), ...heldBack.map((line) => place(Lines, line))], answer };
};
