import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { Person, TeamMember } from '../../casefile/team-member.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { addMember as decideMember } from '../domain/members.ts';
import { CasePath } from './case-path.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/team`: somebody joins the care team. A user who does sees the case wherever it lies. */
export const addMember = ({ files, programmes }: Needs) =>
  operation('addMember', {
    route: 'POST /cases/{caseId}/team',
    scope: 'care.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Add somebody to the care team of a case',
    status: 201,
    path: CasePath,
    body: z.strictObject({
      who: Person,
      role: z.string().min(1).max(64).describe("one of the programme's roles"),
      leads: z.boolean().default(false).describe('leads the team, in place of who did before'),
    }),
    response: TeamMember,
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) => decideMember(file, programmes.get(file.root.programme).operations.team, body, caller)),
  });
