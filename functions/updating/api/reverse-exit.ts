import * as z from 'zod';
import { CaseStatus, MESSAGE_MODES } from '../../casefile/case.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { decideReversal } from '../domain/reversal.ts';
import { successorIdOf } from '../../registration/domain/re-enrolment.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/reversals`: undoes a wrong exit, with the life event that led to it, or a life event alone. */
export const reverseExit = ({ files, table, programmes }: Needs) =>
  operation('reverseExit', {
    route: 'POST /cases/{caseId}/reversals',
    scope: 'updating.reverse',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Undo a wrong exit, or a life event that was recorded in error',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({
      lifeEventId: z.uuid().optional().describe('left out: the one that led to the exit'),
      reason: z.string().trim().min(1).max(500),
    }),
    response: z.object({ reversalId: z.uuid(), status: CaseStatus, messages: z.enum(MESSAGE_MODES) }),
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, async (file) => {
        const isLeft = file.root.status === 'exited';
        const successor = isLeft ? await table.find({ pk: keys.case(successorIdOf(file.root.caseId)), sk: 'CASE' }) : undefined;
        return decideReversal(file, programmes.get(file.root.programme), body, successor !== undefined, caller);
      }),
  });
