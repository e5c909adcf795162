import { PaymentRefused } from '../../../events/payment-refused.v1.ts';
import { ReviewOpened } from '../../../events/review-opened.v1.ts';
import type { Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { Reviews } from '../../casefile/review.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { Lines, Payments, type Payment } from '../records.ts';
import { linesOf, moved, paymentOf } from './lines.ts';
import { findReview, openReview, type Question } from './reviews.ts';
import type { PaymentRules } from './schedule.ts';

export type Approval = 'notNeeded' | 'needed' | 'approved' | 'refused';

const questionOf = ({ paymentId }: Payment): Question['of'] => ['approval', paymentId];

/** How the approval of a payment stands; a decision that was made holds for good. */
export const approvalOf = (file: CaseFile, payment: Payment, rules: PaymentRules): Approval => {
  if (rules.approval === 'none') return 'notNeeded';
  const decision = findReview(file, questionOf(payment))?.decision;
  if (decision === undefined) return 'needed';
  return decision === 'approve' ? 'approved' : 'refused';
};

/** Who brought the case into the programme; somebody else has to approve what it is paid. */
const firstPerson = ({ root: { registeredBy } }: CaseFile): string =>
  registeredBy.user === undefined ? `client:${registeredBy.client}` : `user:${registeredBy.user}`;

/**
 * Has a second person approve a payment. The review holds the token of the state machine that waits; when the state is tried again it has
 * another token, which then takes its place. Answers the decision when it was made already.
 */
export const askApproval = (
  file: CaseFile,
  paymentId: string,
  { rules, at, token }: { rules: PaymentRules; at: Instant; token: string },
): Change<{ decision?: string }> => {
  const payment = paymentOf(file, paymentId);
  const asked = findReview(file, questionOf(payment));
  if (asked?.decision !== undefined) return unchanged({ decision: asked.decision });
  if (asked !== undefined) return asked.token === token ? unchanged({}) : { put: [place(Reviews, { ...asked, token })], answer: {} };
  const lines = linesOf(file, payment);
  const opened = openReview(file, {
    of: questionOf(payment),
    kind: 'paymentApproval',
    options: ['approve', 'refuse'],
    about: {
      paymentId,
      lines: lines.map(({ lineId, amountMinor, currency, payee, rule }) => ({ lineId, amountMinor, currency, payee, rule })),
    },
    at,
    dueOn: addDays(dateOf(at), rules.approvalDueDays),
    secondPerson: true,
    openedBy: firstPerson(file),
    token,
  });
  // the review itself is due until it is decided: the sweep need not look after the payment as well
  const { lookOn: _, ...waiting } = payment;
  return opened === undefined
    ? unchanged({})
    : { put: [opened.placed, place(Payments, waiting)], facts: [ReviewOpened.of(opened.review)], answer: {} };
};

/** A second person refused: what was to be paid is not, for good. What the rail already has goes its way. */
export const refusePayment = (file: CaseFile, paymentId: string, at: Instant): Change<{ refused: number }> => {
  const payment = paymentOf(file, paymentId);
  const note = findReview(file, questionOf(payment))?.note;
  const lines = linesOf(file, payment)
    .filter(({ status }) => status === 'due')
    .map((line) => moved(line, 'refused', at, note ?? 'refused by the second person'));
  if (payment.status === 'refused' || lines.length === 0) return unchanged({ refused: 0 });
  const { lookOn: _, ...rest } = payment;
  return {
    put: [place(Payments, { ...rest, status: 'refused' }), ...lines.map((line) => place(Lines, line))],
    facts: [PaymentRefused.of({ paymentId })],
    answer: { refused: lines.length },
  };
};
