import * as z from 'zod';
import { CaseStatus } from '../../casefile/case.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { ChildId } from '../../kernel/ids.ts';
import { operation } from '../../runtime/operation.ts';
import { restart } from '../domain/resume.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/verification`: everything is asked anew; also after a refusal. */
export const restartVerification = ({ files }: Needs) =>
  operation('restartVerification', {
    route: 'POST /cases/{caseId}/verification',
    scope: 'verification.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Verify a case, or a child that came to it later, from the beginning',
    status: 202,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({ childId: ChildId.optional().describe('a child that came to the case after it was verified') }),
    response: z.object({ caseId: z.uuid(), status: CaseStatus }),
    run: ({ path: { caseId }, body: { childId } }, caller) =>
      files.change(caseId, caller, (file) => {
        const change = restart(file, childId, caller);
        return { ...change, answer: { caseId, status: (change.root ?? file.root).status } };
      }),
  });
