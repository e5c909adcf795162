import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { Transfer, Transfers } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/transfers`: where a case has been, oldest first. */
export const listTransfers = ({ files }: Needs) =>
  operation('listTransfers', {
    route: 'GET /cases/{caseId}/transfers',
    scope: 'care.read',
    summary: 'List the transfers of a case',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({ items: z.array(Transfer) }),
    run: async ({ path }, caller) => ({ items: allOf(await files.read(path.caseId, caller, 'transfers'), Transfers) }),
  });
