import { ConsentGiven } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import { afterConsent } from '../domain/resume.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** What waited for a consent goes on. */
export const verifyUnderNewConsent = ({ files }: Needs) =>
  on(ConsentGiven, 'VerifyUnderNewConsent', async ({ metadata: { caseId }, data: { purposes } }, context) => {
    if (purposes.includes('verification')) await files.change(caseId, context, (file) => afterConsent(file, context));
  });
