import { CaseCorrected } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import { afterCorrection } from '../domain/resume.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** A correction may be all that a refused or waiting verification needed. */
export const verifyCorrection = ({ files }: Needs) =>
  on(CaseCorrected, 'VerifyCorrection', ({ metadata: { caseId }, data: { fields } }, context) =>
    files.change(caseId, context, (file) => afterCorrection(file, fields, context)),
  );
