import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { openGrievance as decideGrievance } from '../domain/grievance.ts';
import { Facility } from './facility.ts';
import { Grievance, GrievanceSubject } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/grievances`: takes a complaint, of a case in any status. */
export const openGrievance = ({ files, programmes }: Needs) =>
  operation('openGrievance', {
    route: 'POST /cases/{caseId}/grievances',
    scope: 'care.write',
    summary: 'Take a complaint of a mother',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({
      about: GrievanceSubject,
      facility: Facility.optional(),
      text: z.string().trim().min(1).max(4000),
      owner: z.string().min(1).max(128).optional().describe('the user who has to answer; left out: any supervisor'),
    }),
    response: Grievance.pick({ grievanceId: true, status: true, dueOn: true, owner: true }),
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) => decideGrievance(file, programmes.get(file.root.programme), body, caller)),
  });
