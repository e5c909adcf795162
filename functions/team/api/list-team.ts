import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { TeamMember, TeamMembers } from '../../casefile/team-member.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import { CasePath } from './case-path.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/team`: who cares for a case: the worker to whom it is assigned, and the members of its team, those who left too. */
export const listTeam = ({ files }: Needs) =>
  operation('listTeam', {
    route: 'GET /cases/{caseId}/team',
    scope: 'care.read',
    summary: 'List the care team of a case',
    status: 200,
    path: CasePath,
    response: z.object({ assignedWorker: z.string().optional(), items: z.array(TeamMember) }),
    async run({ path }, caller) {
      const file = await files.read(path.caseId, caller, 'care team');
      const items = allOf(file, TeamMembers).toSorted((left, right) => left.from.localeCompare(right.from));
      return versioned(file.root.version, { assignedWorker: file.root.workerId, items });
    },
  });
