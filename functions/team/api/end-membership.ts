import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { TeamMember } from '../../casefile/team-member.ts';
import { operation } from '../../runtime/operation.ts';
import { endMembership as decideLeave } from '../domain/members.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/team/{memberId}/departure`: somebody leaves the care team; the record of it stays. */
export const endMembership = ({ files }: Needs) =>
  operation('endMembership', {
    route: 'POST /cases/{caseId}/team/{memberId}/departure',
    scope: 'care.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Take somebody out of the care team of a case',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), memberId: z.uuid() }),
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
    response: TeamMember,
    run: ({ path: { caseId, memberId }, body: { reason } }, caller) =>
      files.change(caseId, caller, (file) => decideLeave(file, memberId, reason, caller)),
  });
