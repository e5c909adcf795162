import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { closeAction as decideEnd } from '../domain/plan.ts';
import { ActionView } from './plan-view.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/plan-actions/{actionId}/outcome`: what came of an action. */
export const closeAction = ({ files }: Needs) =>
  operation('closeAction', {
    route: 'POST /cases/{caseId}/plan-actions/{actionId}/outcome',
    scope: 'care.write',
    summary: 'Say what came of an action of the shared plan',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), actionId: z.uuid() }),
    body: z.strictObject({ status: z.enum(['done', 'dropped']), note: z.string().trim().min(1).max(500).optional() }),
    response: ActionView,
    run: ({ path: { caseId, actionId }, body }, caller) => files.change(caseId, caller, (file) => decideEnd(file, actionId, body, caller)),
  });
