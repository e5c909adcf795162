import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { Problem } from '../../kernel/problem.ts';
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

/** `GET /reconciliations/{day}`: the comparison of a day with the instructions on which the sides differ. */
export const getReconciliation = ({ table }: Needs) =>
  operation('getReconciliation', {
    route: 'GET /reconciliations/{day}',
    scope: 'payment.reconcile',
    summary: 'Read the comparison of ledger and statement of a day',
    status: 200,
    path: z.strictObject({ day: PlainDate }),
    response: Reconciliation,
    run: async ({ path: { day } }) => {
      const item = await table.find({ pk: keys.reconciliations, sk: day });
      if (item === undefined) throw new Problem('ReconciliationNotFound', 'the ledger of this day was not compared with the statement yet');
      return Reconciliation.parse(item);
    },
  });
