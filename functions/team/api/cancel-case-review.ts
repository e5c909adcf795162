import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { cancelReview } from '../domain/case-review.ts';
import { CaseReviewView } from './plan-view.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/case-reviews/{caseReviewId}/cancellation`: takes back a review that nobody needs any more. */
export const cancelCaseReview = ({ files }: Needs) =>
  operation('cancelCaseReview', {
    route: 'POST /cases/{caseId}/case-reviews/{caseReviewId}/cancellation',
    scope: 'care.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Take a case review back',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), caseReviewId: z.uuid() }),
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
    response: CaseReviewView,
    run: ({ path: { caseId, caseReviewId }, body: { reason } }, caller) =>
      files.change(caseId, caller, (file) => cancelReview(file, caseReviewId, reason)),
  });
