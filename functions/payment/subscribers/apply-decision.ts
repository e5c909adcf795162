import { ReviewDecided } from '../../../events/catalogue.ts';
import { allOf, unchanged, type CaseFile, type CaseFiles, type Change } from '../../casefile/files.ts';
import { Reviews } from '../../casefile/review.ts';
import { on } from '../../runtime/subscriber.ts';
import { lookLater } from '../domain/await.ts';
import { decideLine, payAtNewAddress } from '../domain/pay-again.ts';
import { tomorrow } from '../domain/schedule.ts';

interface Needs {
  readonly files: CaseFiles;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const decided = (file: CaseFile, reviewId: string, decision: string, at: string): Change<unknown> => {
  const review = allOf(file, Reviews).find((one) => one.reviewId === reviewId);
  if (review === undefined) return unchanged({});
  const { kind, about } = review;
  const paymentId = textOf(about['paymentId']);
  // the state machine that waits goes on by itself; should it be gone, the sweep finds the payment
  if (kind === 'paymentApproval') return lookLater(file, paymentId, tomorrow(at));
  if (kind === 'paymentAddress' && decision === 'addressCorrected') return payAtNewAddress(file, at);
  return decision === 'askAgain' ? lookLater(file, paymentId, tomorrow(at)) : decideLine(file, textOf(about['lineId']), decision, at);
};

/** A person decided about a payment. */
export const applyDecision = ({ files }: Needs) =>
  on(ReviewDecided, 'ApplyPaymentDecision', async ({ metadata: { caseId }, data: { reviewId, kind, decision } }, context) => {
    if (!kind.startsWith('payment')) return;
    await files.change(caseId, context, (file) => decided(file, reviewId, decision, context.at));
  });
