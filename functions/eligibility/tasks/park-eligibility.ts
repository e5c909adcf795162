import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { decideParking } from '../domain/decision.ts';

interface Needs {
  readonly files: CaseFiles;
}

const Input = z.object({ caseId: z.uuid(), failure: z.object({ Error: z.string() }) });

/** Leaves the case where the update sweep finds it tomorrow, and says why. */
export const parkEligibility = ({ files }: Needs) =>
  task(Input, ({ caseId, failure }, context) => files.change(caseId, context, (file) => decideParking(file, failure.Error, context)));
