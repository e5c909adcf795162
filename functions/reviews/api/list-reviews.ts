import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { Review, ReviewKind } from '../../casefile/review.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { placePartition } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';

const Row = Review.pick({
  reviewId: true,
  kind: true,
  dueOn: true,
  openedAt: true,
  options: true,
  secondPerson: true,
  escalations: true,
}).extend({ caseId: z.uuid() });

interface Needs {
  readonly table: Table;
}

/** `GET /reviews?area=`: the open reviews of an area, first what is due first. With `kind` a page may hold fewer than `limit` and still have a next one. */
export const listReviews = ({ table }: Needs) =>
  operation('listReviews', {
    route: 'GET /reviews',
    scope: 'review.read',
    summary: 'List what waits for a decision in an area, by due day',
    status: 200,
    query: z.strictObject({ area: z.string().min(1).max(64), kind: ReviewKind.optional(), ...PageQuery }),
    response: z.object({ items: z.array(Row), next: z.string().optional() }),
    async run({ query: { area, kind, limit, cursor } }, caller) {
      if (caller.partner !== undefined)
        throw new Problem('ScopeMissing', 'the reviews of an area are for the ministry: this needs the scope nestling/ministry');
      refuseOutside(caller, area);
      const page = await table.pageOf(
        'place',
        placePartition('REVIEWS', area),
        {},
        { limit, ...(cursor === undefined ? {} : { after: cursor }) },
      );
      return { ...page, items: page.items.filter((item) => kind === undefined || item['kind'] === kind) };
    },
  });
