import { ReviewAwaited, ReviewDecided } from '../../../events/catalogue.ts';
import { findOf, type CaseFiles, type Context } from '../../casefile/files.ts';
import { Reviews } from '../../casefile/review.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly workflows: Workflows;
}

const answer = async ({ files, workflows }: Needs, caseId: string, reviewId: string, context: Context): Promise<void> => {
  const review = findOf(await files.open(caseId, context), Reviews, (each) => each.reviewId === reviewId);
  if (review?.token === undefined || review.decision === undefined) return;
  await workflows.answer(review.token, { decision: review.decision, reviewId });
};

/** The state machine that waits for a review hears what was decided. */
export const answerWaiting = (needs: Needs) =>
  on(ReviewDecided, 'AnswerWaiting', ({ metadata: { caseId }, data: { reviewId } }, context) => answer(needs, caseId, reviewId, context));

/** So does one that began to wait only after the decision. */
export const answerLateComer = (needs: Needs) =>
  on(ReviewAwaited, 'AnswerLateComer', ({ metadata: { caseId }, data: { reviewId } }, context) => answer(needs, caseId, reviewId, context));
