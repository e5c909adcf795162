import * as z from 'zod';
import { AccessGrant } from '../../casefile/access.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { judgeAccess as decideFinding } from '../domain/open-access.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/access-grants/{grantId}/finding`: whether it was right to open a case from outside; if not, it is closed at once. */
export const judgeAccess = ({ files }: Needs) =>
  operation('judgeAccess', {
    route: 'POST /cases/{caseId}/access-grants/{grantId}/finding',
    scope: 'care.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Say whether it was right to open a case from outside its area',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), grantId: z.uuid() }),
    body: z.strictObject({ justified: z.boolean(), note: z.string().trim().min(1).max(500) }),
    response: AccessGrant,
    run: ({ path: { caseId, grantId }, body }, caller) =>
      files.change(caseId, caller, (file) => decideFinding(file, grantId, body, caller)),
  });
