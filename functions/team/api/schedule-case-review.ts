import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { scheduleByHand } from '../domain/case-review.ts';
import { CasePath } from './case-path.ts';
import { CaseReviewView } from './plan-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/case-reviews`: asks for a review of a case beside those that the programme schedules. */
export const scheduleCaseReview = ({ files, programmes }: Needs) =>
  operation('scheduleCaseReview', {
    route: 'POST /cases/{caseId}/case-reviews',
    scope: 'care.write',
    summary: 'Schedule a case review',
    status: 201,
    path: CasePath,
    body: z.strictObject({
      reason: z.string().trim().min(1).max(500),
      dueOn: PlainDate,
      participants: z.array(z.string().min(1).max(64)).min(1).max(20).describe('roles of the care team'),
    }),
    response: CaseReviewView,
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) => scheduleByHand(file, programmes.get(file.root.programme), body, caller)),
  });
