import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { task } from '../../runtime/task.ts';
import { decideEnrolled } from '../domain/enrol.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** The last step of an enrolment: announces it. */
export const enrolMother = ({ files, programmes }: Needs) =>
  task(z.object({ caseId: z.uuid() }), ({ caseId }, context) =>
    files.change(caseId, context, (file) => decideEnrolled(file, programmes.get(file.root.programme), context)),
  );
