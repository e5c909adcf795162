import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { operation, PageQuery } from '../../../runtime/operation.ts';
import { instructionsInDoubt } from '../in-doubt.ts';
import { waitingPayOuts } from '../pay-outs.ts';
import type { Needs } from './needs.ts';
import { doubtView, PayOutView, viewOf } from './pay-out-view.ts';

/** Where to go on: among those by hand, and then among those at a rail. */
const Cursor = z.union([z.tuple([z.literal('hand'), z.string()]), z.tuple([z.literal('rail'), z.string().optional()])]);
type Cursor = z.infer<typeof Cursor>;

const readCursor = (cursor: string | undefined): Cursor | undefined => {
  if (cursor === undefined) return undefined;
  const [list, ...rest] = cursor.split(':');
  const after = rest.join(':');
  const read = Cursor.safeParse([list, after === '' ? undefined : after]).data;
  if (read === undefined) throw invalidRequest({ pointer: '#/query/cursor', detail: 'is no cursor of this list' });
  return read;
};

/** `GET /pay-outs`: instructions that wait for a person: no rail can carry them out, or it is not known what their rail made of them. */
export const listPayOuts = ({ table }: Pick<Needs, 'table'>) =>
  operation('listPayOuts', {
    route: 'GET /pay-outs',
    scope: 'exchange.manage',
    summary: 'List instructions that wait for a person: to be paid out by hand, or in doubt at their rail',
    status: 200,
    query: z.strictObject(PageQuery),
    response: z.object({ items: z.array(PayOutView), next: z.string().optional() }),
    run: async ({ query: { limit, cursor } }) => {
      const [list, after] = readCursor(cursor) ?? ['hand'];
      const from = after === undefined ? {} : { after };
      const byHand = list === 'hand' ? await waitingPayOuts(table).page({ limit, ...from }) : { items: [] };
      const items = byHand.items.map(({ value }) => viewOf(value));
      if (byHand.next !== undefined) return { items, next: `hand:${byHand.next}` };
      if (items.length === limit) return { items, next: 'rail:' };
      const atRail = await instructionsInDoubt(table, { limit: limit - items.length, ...(list === 'rail' ? from : {}) });
      return { items: [...items, ...atRail.items.map(doubtView)], ...(atRail.next === undefined ? {} : { next: `rail:${atRail.next}` }) };
    },
  });
