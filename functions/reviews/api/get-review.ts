import type { CaseFiles } from '../../casefile/files.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import { getReview as reviewOf } from '../domain/decide.ts';
import { ReviewPath, ReviewView } from './review-view.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/reviews/{reviewId}`: what has to be decided, with the differences that were found. */
export const getReview = ({ files }: Needs) =>
  operation('getReview', {
    route: 'GET /cases/{caseId}/reviews/{reviewId}',
    scope: 'review.read',
    summary: 'Read a review with what is needed to decide it',
    status: 200,
    path: ReviewPath,
    response: ReviewView,
    async run({ path: { caseId, reviewId } }, caller) {
      const file = await files.read(caseId, caller, 'review');
      return versioned(file.root.version, { ...reviewOf(file, reviewId), caseId });
    },
  });
