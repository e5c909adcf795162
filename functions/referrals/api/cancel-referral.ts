import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { cancelReferral as decideToCancel } from '../domain/close.ts';
import { ReferralAnswer } from './referral-view.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/referrals/{referralId}/cancellation`: takes a referral back; who had it in hand is told. */
export const cancelReferral = ({ files }: Needs) =>
  operation('cancelReferral', {
    route: 'POST /cases/{caseId}/referrals/{referralId}/cancellation',
    scope: 'referral.write',
    summary: 'Take a referral back',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), referralId: z.uuid() }),
    body: z.strictObject({ reason: z.string().trim().min(1).max(1000) }),
    response: ReferralAnswer,
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) => decideToCancel(file, path.referralId, body.reason, caller)),
  });
