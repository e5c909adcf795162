import { ItemFellDue } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import { escalate } from '../domain/decide.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** A review that is overdue is reported, each day anew, until somebody decides. */
export const escalateReview = ({ files }: Needs) =>
  on(ItemFellDue, 'EscalateReview', async ({ metadata: { caseId }, data: { kind, item } }, context) => {
    if (kind === 'review') await files.change(caseId, context, (file) => escalate(file, item.replace(/^REVIEW#/, ''), context.at));
  });
