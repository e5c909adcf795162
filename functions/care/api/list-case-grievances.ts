import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { Grievance, Grievances, maySee } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/grievances`: the complaints of a case with their answers, oldest first; those about conduct are not for workers. */
export const listCaseGrievances = ({ files }: Needs) =>
  operation('listCaseGrievances', {
    route: 'GET /cases/{caseId}/grievances',
    scope: 'care.read',
    summary: 'List the complaints of a case with their answers',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({ items: z.array(Grievance.omit({ nextOn: true })) }),
    async run({ path }, caller) {
      const grievances = allOf(await files.read(path.caseId, caller, 'grievances'), Grievances);
      return { items: grievances.filter((one) => maySee(one, caller)).sort((left, right) => left.openedAt.localeCompare(right.openedAt)) };
    },
  });
