import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { PlanView } from '../domain/plan-view.ts';
import { correctDose as decideCorrection } from '../domain/record-doses.ts';
import { DoseRequest } from './record-doses.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/children/{childId}/doses/{doseId}/corrections`: withdraws a wrong record, with or without the right one. */
export const correctDose = ({ files, programmes }: Needs) =>
  operation('correctDose', {
    route: 'POST /cases/{caseId}/children/{childId}/doses/{doseId}/corrections',
    scope: 'care.write',
    summary: 'Correct a wrongly recorded vaccine dose',
    status: 201,
    path: z.strictObject({ caseId: z.uuid(), childId: z.uuid(), doseId: z.uuid() }),
    body: z.strictObject({
      reason: z.string().trim().min(1).max(500),
      replacement: DoseRequest.optional().describe('left out: no such dose was given'),
    }),
    response: z.object({ doseIds: z.array(z.uuid()), plan: PlanView }),
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) =>
        decideCorrection(
          { file, programme: programmes.get(file.root.programme), childId: path.childId, context: caller },
          path.doseId,
          body,
        ),
      ),
  });
