import * as z from 'zod';
import { operation, PageQuery } from '../../../runtime/operation.ts';
import { waitingPayOuts } from '../pay-outs.ts';
import type { Needs } from './needs.ts';
import { PayOutView, viewOf } from './pay-out-view.ts';

/** `GET /pay-outs`: instructions that no rail can carry out and that nobody has confirmed as paid. */
export const listPayOuts = ({ table }: Pick<Needs, 'table'>) =>
  operation('listPayOuts', {
    route: 'GET /pay-outs',
    scope: 'exchange.manage',
    summary: 'List pay-outs by hand that wait for their confirmation',
    status: 200,
    query: z.strictObject(PageQuery),
    response: z.object({ items: z.array(PayOutView), next: z.string().optional() }),
    run: async ({ query: { limit, cursor } }) => {
      const { items, next } = await waitingPayOuts(table).page({ limit, ...(cursor === undefined ? {} : { after: cursor }) });
      return { items: items.map(({ value }) => viewOf(value)), ...(next === undefined ? {} : { next }) };
    },
  });
