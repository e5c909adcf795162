import { CaseReinstated } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import { resume } from '../domain/resume.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** A case that came back is verified where it was not. */
export const resumeVerification = ({ files }: Needs) =>
  on(CaseReinstated, 'ResumeVerification', ({ metadata: { caseId } }, context) =>
    files.change(caseId, context, (file) => resume(file, context.at)),
  );
