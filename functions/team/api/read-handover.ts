import * as z from 'zod';
import { Transfer, Transfers } from '../../care/records.ts';
import { findOf, type CaseFiles } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { summaryOf } from '../domain/summary.ts';
import { SummaryView } from './summary-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `GET /cases/{caseId}/transfers/{transferId}/summary`: what whoever takes a case over has to know of it, as it stands now. */
export const readHandover = ({ files, programmes }: Needs) =>
  operation('readHandover', {
    route: 'GET /cases/{caseId}/transfers/{transferId}/summary',
    scope: 'care.read',
    summary: 'Read the hand-over of a case that was transferred',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), transferId: z.uuid() }),
    response: z.object({ transfer: Transfer, summary: SummaryView }),
    async run({ path: { caseId, transferId } }, caller) {
      const file = await files.read(caseId, caller, 'hand-over');
      const transfer = findOf(file, Transfers, (one) => one.transferId === transferId);
      if (transfer === undefined) throw new Problem('TransferNotFound', 'the case has no such transfer');
      return { transfer, summary: summaryOf(file, programmes.get(file.root.programme), caller.at, caller) };
    },
  });
