import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { getCaseReview as reviewOf } from '../domain/case-review.ts';
import { summaryOf } from '../domain/summary.ts';
import { CaseReviewView } from './plan-view.ts';
import { SummaryView } from './summary-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `GET /cases/{caseId}/case-reviews/{caseReviewId}`: a review with the case at one look, as it stands now. */
export const getCaseReview = ({ files, programmes }: Needs) =>
  operation('getCaseReview', {
    route: 'GET /cases/{caseId}/case-reviews/{caseReviewId}',
    scope: 'care.read',
    summary: 'Read a case review with a summary of the case',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), caseReviewId: z.uuid() }),
    response: z.object({ ...CaseReviewView.shape, summary: SummaryView }),
    async run({ path: { caseId, caseReviewId } }, caller) {
      const file = await files.read(caseId, caller, 'case review');
      const summary = summaryOf(file, programmes.get(file.root.programme), caller.at, caller);
      return versioned(file.root.version, { ...reviewOf(file, caseReviewId), summary });
    },
  });
