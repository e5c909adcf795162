import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { closeGrievance as decideAnswer } from '../domain/grievance.ts';
import { Grievance, GrievanceOutcome } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/grievances/{grievanceId}/resolution`: answers a complaint. */
export const closeGrievance = ({ files }: Needs) =>
  operation('closeGrievance', {
    route: 'POST /cases/{caseId}/grievances/{grievanceId}/resolution',
    scope: 'care.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Answer a complaint',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), grievanceId: z.uuid() }),
    body: z.strictObject({ outcome: GrievanceOutcome, answer: z.string().trim().min(1).max(4000) }),
    response: Grievance.pick({ grievanceId: true, status: true, outcome: true, closedAt: true }),
    run: ({ path, body }, caller) => files.change(path.caseId, caller, (file) => decideAnswer(file, path.grievanceId, body, caller)),
  });
