import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { Reconciliation } from '../domain/reconcile.ts';

interface Needs {
  readonly table: Table;
}

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
