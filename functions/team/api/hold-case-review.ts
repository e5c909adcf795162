import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { holdReview } from '../domain/case-review.ts';
import { ActionRequest, CaseReviewView } from './plan-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/case-reviews/{caseReviewId}/decisions`: a review was held; what it decided goes into the plan. */
export const holdCaseReview = ({ files, programmes }: Needs) =>
  operation('holdCaseReview', {
    route: 'POST /cases/{caseId}/case-reviews/{caseReviewId}/decisions',
    scope: 'care.write',
    summary: 'Record what a case review decided',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), caseReviewId: z.uuid() }),
    body: z.strictObject({
      heldOn: PlainDate,
      present: z.array(z.string().min(1).max(128)).min(1).max(30).describe('who was there, as identifiers'),
      note: z.string().trim().min(1).max(2000).optional(),
      decisions: z.array(ActionRequest).max(30),
    }),
    response: CaseReviewView,
    run: ({ path: { caseId, caseReviewId }, body }, caller) =>
      files.change(caseId, caller, (file) => holdReview(file, programmes.get(file.root.programme), caseReviewId, body, caller)),
  });
