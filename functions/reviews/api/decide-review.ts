import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { decideReview as decide } from '../domain/decide.ts';
import { ReviewPath, ReviewView } from './review-view.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/reviews/{reviewId}/decision`: what waits for it goes on. */
export const decideReview = ({ files }: Needs) =>
  operation('decideReview', {
    route: 'POST /cases/{caseId}/reviews/{reviewId}/decision',
    scope: 'review.write',
    summary: 'Decide a review',
    status: 200,
    path: ReviewPath,
    body: z.strictObject({
      decision: z.string().min(1).max(40).describe('one of the options of the review'),
      note: z.string().trim().min(1).max(1000).optional().describe('why, for whoever reads the case later'),
    }),
    response: ReviewView,
    run: ({ path: { caseId, reviewId }, body }, caller) => {
      const { at, by, user, roles } = caller;
      return files.change(caseId, caller, (file) => {
        const { answer, ...change } = decide(file, reviewId, { ...body, at, by, user, roles });
        return { ...change, answer: { ...answer, caseId } };
      });
    },
  });
