import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { task } from '../../runtime/task.ts';
import { decideAssessment } from '../domain/decision.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Applies the version of the programme that is in force on the day, every rule of it. */
export const determineEligibility = ({ files, programmes }: Needs) =>
  task(z.object({ caseId: z.uuid() }), ({ caseId }, context) =>
    files.change(caseId, context, (file) => decideAssessment(file, programmes.get(file.root.programme), context)),
  );
