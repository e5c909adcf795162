import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { CaseReviews } from '../records.ts';
import { CasePath } from './case-path.ts';
import { CaseReviewView } from './plan-view.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/case-reviews`: the reviews of a case, by due day. */
export const listCaseReviews = ({ files }: Needs) =>
  operation('listCaseReviews', {
    route: 'GET /cases/{caseId}/case-reviews',
    scope: 'care.read',
    summary: 'List the reviews of a case',
    status: 200,
    path: CasePath,
    response: z.object({ items: z.array(CaseReviewView) }),
    run: async ({ path }, caller) => ({
      items: allOf(await files.read(path.caseId, caller, 'case reviews'), CaseReviews).toSorted((left, right) =>
        left.dueOn.localeCompare(right.dueOn),
      ),
    }),
  });
