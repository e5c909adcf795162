import * as z from 'zod';
import { PartnerAgreement } from '../../../partners/agreement.ts';
import { operation, PageQuery } from '../../../runtime/operation.ts';
import { keys } from '../../../table/keys.ts';
import type { Table } from '../../../table/table.ts';

const Refusal = z.object({
  at: z.iso.datetime(),
  user: z.string().optional(),
  requestId: z.string(),
  where: z.string().describe('method and path of the operation, with the names of its parameters'),
  operationId: z.string(),
  problem: z.string().describe('the refusal by its one name'),
  reason: z.string(),
});

interface Needs {
  readonly table: Table;
}

/** `GET /refusals/{client}`: the calls of a client that were turned away, newest first. */
export const listRefusals = ({ table }: Needs) =>
  operation('listRefusals', {
    route: 'GET /refusals/{client}',
    scope: 'exchange.manage',
    summary: 'See which calls of a client were turned away, and why',
    status: 200,
    path: z.strictObject({ client: PartnerAgreement.shape.client }),
    query: z.strictObject(PageQuery),
    response: z.object({ items: z.array(Refusal), next: z.string().optional() }),
    run: ({ path: { client }, query: { limit, cursor } }) =>
      table.page(keys.refusals(client), {}, { limit, descending: true, ...(cursor === undefined ? {} : { after: cursor }) }),
  });
