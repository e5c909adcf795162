import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { placePartition } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { CaseReview } from '../records.ts';

const Row = CaseReview.pick({ caseReviewId: true, rule: true, dueOn: true, participants: true }).extend({ caseId: z.uuid() });

interface Needs {
  readonly table: Table;
}

/** `GET /case-reviews?area=`: the case reviews of an area that are still to be held, the overdue ones first. */
export const listAreaCaseReviews = ({ table }: Needs) =>
  operation('listAreaCaseReviews', {
    route: 'GET /case-reviews',
    scope: 'care.read',
    summary: 'List the case reviews that are still to be held in an area, by due day',
    status: 200,
    query: z.strictObject({ area: z.string().min(1).max(64), ...PageQuery }),
    response: z.object({ items: z.array(Row), next: z.string().optional() }),
    async run({ query: { area, limit, cursor } }, caller) {
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry lists the case reviews of an area');
      refuseOutside(caller, area);
      return table.pageOf('place', placePartition('CASEREVIEWS', area), {}, { limit, ...(cursor === undefined ? {} : { after: cursor }) });
    },
  });
