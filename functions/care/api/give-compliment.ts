import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { giveCompliment as decideCompliment } from '../domain/grievance.ts';
import { Compliment } from '../records.ts';
import { Facility } from './facility.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/compliments`: takes good words of a mother, which go to the supervisors of the area. */
export const giveCompliment = ({ files }: Needs) =>
  operation('giveCompliment', {
    route: 'POST /cases/{caseId}/compliments',
    scope: 'care.write',
    summary: 'Take a compliment of a mother',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({ facility: Facility.optional(), text: z.string().trim().min(1).max(2000) }),
    response: Compliment,
    run: ({ path, body }, caller) => files.change(path.caseId, caller, (file) => decideCompliment(file, body, caller)),
  });
