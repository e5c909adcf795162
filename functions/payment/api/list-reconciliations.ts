import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { Reconciliation } from '../domain/reconcile.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /reconciliations`: how each day's ledger compares with the rail's statement; a day that is missing was not compared yet. */
export const listReconciliations = ({ table }: Needs) =>
  operation('listReconciliations', {
    route: 'GET /reconciliations',
    scope: 'payment.reconcile',
    summary: 'List the comparisons of ledger and statement by day',
    status: 200,
    query: z.strictObject({ from: PlainDate.optional(), to: PlainDate.optional(), ...PageQuery }),
    response: z.object({ items: z.array(Reconciliation.omit({ differences: true })), next: z.string().optional() }),
    run: async ({ query: { from = '0000-01-01', to = '9999-12-31', limit, cursor } }) => {
      const page = await table.page(keys.reconciliations, { from, to }, { limit, ...(cursor === undefined ? {} : { after: cursor }) });
      return { items: page.items, ...(page.next === undefined ? {} : { next: page.next }) };
    },
  });
