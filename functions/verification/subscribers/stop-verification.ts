import { CaseExited } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import { stop } from '../domain/resume.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** Nobody asks about a case that left. */
export const stopVerification = ({ files }: Needs) =>
  on(CaseExited, 'StopVerification', ({ metadata: { caseId } }, context) => files.change(caseId, context, (file) => stop(file, context)));
