import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import { VerificationStatus, verificationStatus } from '../domain/status.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/verification`: where it stands, how often it was tried, and why it stands there; no values of a register. */
export const getVerification = ({ files }: Needs) =>
  operation('getVerification', {
    route: 'GET /cases/{caseId}/verification',
    scope: 'verification.read',
    summary: 'See how the verification of a case stands',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: VerificationStatus,
    async run({ path: { caseId } }, caller) {
      const file = await files.read(caseId, caller, 'verification');
      return versioned(file.root.version, verificationStatus(file));
    },
  });
