import { ReviewDecided } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import { afterDecision } from '../domain/resume.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** Decisions for which no state machine waits. */
export const actOnDecision = ({ files }: Needs) =>
  on(ReviewDecided, 'ActOnVerificationDecision', async ({ metadata: { caseId }, data: { reviewId, kind, decision } }, context) => {
    if (kind === 'verification') await files.change(caseId, context, (file) => afterDecision(file, reviewId, decision, context));
  });
