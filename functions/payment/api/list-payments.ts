import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import { balanceOf } from '../domain/ledger.ts';
import { LedgerEntries, Lines } from '../records.ts';
import { LineView, viewOf } from './line-view.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/payments`: what fell due, what became of it, and what was paid in all. */
export const listPayments = ({ files }: Needs) =>
  operation('listPayments', {
    route: 'GET /cases/{caseId}/payments',
    scope: 'payment.read',
    summary: 'List what fell due in a case and what became of it',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({
      items: z.array(LineView),
      paid: z.record(z.string(), z.int()).describe('paid less returned, in minor units by currency'),
    }),
    run: async ({ path }, caller) => {
      const file = await files.read(path.caseId, caller, 'payments');
      const items = allOf(file, Lines)
        .toSorted((left, right) => `${left.dueOn}${left.lineId}`.localeCompare(`${right.dueOn}${right.lineId}`))
        .map(viewOf);
      return versioned(file.root.version, { items, paid: balanceOf(allOf(file, LedgerEntries)) });
    },
  });
