import { PaymentAnswered } from '../../../events/payment-answered.v1.ts';
import { ReviewOpened } from '../../../events/review-opened.v1.ts';
import type { Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { addDays, dateOf, type PlainDate } from '../../kernel/dates.ts';
import { DEFAULT_RAIL } from '../../partners/payment-rail.ts';
import { Payments, type Payment } from '../records.ts';
import { linesOf, mayInstruct, openAttemptsOf, paymentOf } from './lines.ts';
import { openReview } from './reviews.ts';
import { secondsToQuery, secondsToRetry, tomorrow, type PaymentRules } from './schedule.ts';
import { unansweredQuestion } from './settle.ts';

/** What a payment's state machine does next. */
export type Step =
  { readonly step: 'await' | 'retry'; readonly waitSeconds: number } | { readonly step: 'park' | 'done'; readonly waitSeconds: 0 };

const DONE: Step = { step: 'done', waitSeconds: 0 };
const PARK: Step = { step: 'park', waitSeconds: 0 };

/** Reads off a payment what comes next: wait for the rail, instruct failed lines once more, leave it to the sweep, or nothing. */
export const nextStep = (file: CaseFile, paymentId: string, { rules, at }: { rules: PaymentRules; at: Instant }): Step => {
  const payment = paymentOf(file, paymentId);
  const open = openAttemptsOf(file, payment);
  if (open.some(({ round }) => payment.batches.some((batch) => batch.round === round && batch.batchId === undefined))) return PARK;
  const [first] = open.map(({ instructedAt }) => instructedAt).sort();
  if (first !== undefined) {
    const waitSeconds = secondsToQuery(rules, first, at);
    return waitSeconds === undefined ? PARK : { step: 'await', waitSeconds };
  }
  return linesOf(file, payment).some(mayInstruct) ? { step: 'retry', waitSeconds: secondsToRetry(rules) } : DONE;
};

/**
 * Stores the token of the state machine that waits for the rail. A call of the rail that came before anybody waited is answered at once:
 * `answered` says so.
 */
export const awaitRail = (file: CaseFile, paymentId: string, token: string): Change<{ answered: boolean }> => {
  const payment = paymentOf(file, paymentId);
  const answered = payment.answers > payment.asked || openAttemptsOf(file, payment).length === 0;
  if (answered || payment.token === token) return unchanged({ answered });
  return { put: [place(Payments, { ...payment, token })], answer: { answered } };
};

/**
 * A rail called back: a reason to ask it, and nothing more. Of a payment with nothing open it says nothing new but a return. A rail that
 * was handed nothing of the payment has nothing to say of it.
 */
export const railCalled = (file: CaseFile, code: string, rail: string): Change<{ known: boolean }> => {
  const payment = allOf(file, Payments).find((one) => one.code === code);
  if (payment === undefined) return unchanged({ known: false });
  if (!payment.batches.some((batch) => (batch.rail ?? DEFAULT_RAIL) === rail)) return unchanged({ known: true });
  return {
    put: [place(Payments, { ...payment, answers: payment.answers + 1 })],
    facts: [PaymentAnswered.of({ paymentId: payment.paymentId })],
    answer: { known: true },
  };
};

/** A payment as it is when the rail has been asked: nobody waits any more, and calls that came before the question are answered by it. */
export const askedAbout = ({ token: _, ...payment }: Payment, answersSeen: number): Payment => ({
  ...payment,
  asked: Math.max(payment.asked, answersSeen),
});

/**
 * Leaves a payment to the update sweep, which looks after it from the next day on, every day. When the rail has had its time and what
 * became of a line is still unknown, a person is told as well. Nothing is instructed a second time.
 */
export const parkPayment = (
  file: CaseFile,
  paymentId: string,
  { rules, at }: { rules: PaymentRules; at: Instant },
): Change<{ open: number }> => {
  const payment = paymentOf(file, paymentId);
  const open = openAttemptsOf(file, payment);
  const overdue = open.filter(({ instructedAt }) => secondsToQuery(rules, instructedAt, at) === undefined);
  const review =
    overdue.length === 0
      ? undefined
      : openReview(file, {
          of: unansweredQuestion(payment),
          kind: 'paymentDiscrepancy',
          options: ['askAgain', 'keepWaiting'],
          about: { problem: 'unanswered', paymentId, requestIds: overdue.map(({ requestId }) => requestId) },
          at,
          dueOn: addDays(dateOf(at), rules.approvalDueDays),
        });
  const lookOn: PlainDate = tomorrow(at);
  const unfinished = payment.status === 'due' || payment.status === 'inFlight';
  const { token, ...rest } = payment;
  if (!unfinished || (payment.lookOn === lookOn && review === undefined && token === undefined)) return unchanged({ open: open.length });
  return {
    put: [place(Payments, { ...rest, lookOn }), ...(review === undefined ? [] : [review.placed])],
    facts: review === undefined ? [] : [ReviewOpened.of(review.review)],
    answer: { open: open.length },
  };
};

/** Payments that the sweep found: each is looked after by a state machine today, and by the sweep again tomorrow. */
export const lookAfter = (file: CaseFile, on: PlainDate): Change<{ paymentIds: readonly string[] }> => {
  const found = allOf(file, Payments).filter(({ lookOn }) => lookOn !== undefined && lookOn <= on);
  return found.length === 0
    ? unchanged({ paymentIds: [] })
    : {
        put: found.map((payment) => place(Payments, { ...payment, lookOn: addDays(on, 1) })),
        answer: { paymentIds: found.map(({ paymentId }) => paymentId) },
      };
};

/** Has the sweep look after a payment on a day, should nothing else move it before. */
export const lookLater = (file: CaseFile, paymentId: string, lookOn: PlainDate): Change<Record<string, never>> => {
  const payment = allOf(file, Payments).find((one) => one.paymentId === paymentId);
  return payment === undefined || (payment.status !== 'due' && payment.status !== 'inFlight')
    ? unchanged({})
    : { put: [place(Payments, { ...payment, lookOn })], answer: {} };
};
