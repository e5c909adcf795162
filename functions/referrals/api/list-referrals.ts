import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { Referrals } from '../records.ts';
import { ReferralView, shownReferral } from './referral-view.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/referrals`: the referrals of a case with everyone who was asked, oldest first. */
export const listReferrals = ({ files }: Needs) =>
  operation('listReferrals', {
    route: 'GET /cases/{caseId}/referrals',
    scope: 'referral.read',
    summary: 'List the referrals of a case with their history',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({ items: z.array(ReferralView) }),
    async run({ path }, caller) {
      const referrals = allOf(await files.read(path.caseId, caller, 'referrals'), Referrals);
      return { items: [...referrals].sort((left, right) => left.requestedAt.localeCompare(right.requestedAt)).map(shownReferral) };
    },
  });
