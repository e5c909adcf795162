import * as z from 'zod';
import { Caregiver, findCaregiver } from '../../casefile/caregiver.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/caregiver`: who looks after the children of a mother who has died, or nobody. */
export const readCaregiver = ({ files }: Needs) =>
  operation('readCaregiver', {
    route: 'GET /cases/{caseId}/caregiver',
    scope: 'updating.read',
    summary: 'Read who looks after the children of a mother who has died',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({ caregiver: Caregiver.nullable() }),
    run: async ({ path }, caller) => ({ caregiver: findCaregiver(await files.read(path.caseId, caller, 'caregiver')) ?? null }),
  });
