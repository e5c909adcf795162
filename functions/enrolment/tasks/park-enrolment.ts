import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { decideEnrolmentParking } from '../domain/enrol.ts';

interface Needs {
  readonly files: CaseFiles;
}

const Input = z.object({ caseId: z.uuid(), failure: z.object({ Error: z.string() }) });

/** Leaves the enrolment where the update sweep finds it tomorrow, and says why. */
export const parkEnrolment = ({ files }: Needs) =>
  task(Input, ({ caseId, failure }, context) =>
    files.change(caseId, context, (file) => decideEnrolmentParking(file, failure.Error, context)),
  );
