import * as z from 'zod';
import { MESSAGE_MODES } from '../../casefile/case.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { cancelErasure as decideCancel } from '../domain/erasure.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/erasure/cancellation`: a case that was to be erased stays. */
export const cancelErasure = ({ files }: Needs) =>
  operation('cancelErasure', {
    route: 'POST /cases/{caseId}/erasure/cancellation',
    scope: 'updating.erase',
    roles: ['manager', 'admin'],
    summary: 'Keep a case that was to be erased',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({}),
    response: z.object({ messages: z.enum(MESSAGE_MODES) }),
    run: ({ path }, caller) => files.change(path.caseId, caller, decideCancel),
  });
