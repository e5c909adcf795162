import type { CaseFiles } from '../../casefile/files.ts';
import { onDue } from '../../runtime/subscriber.ts';
import { escalate } from '../domain/decide.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** A review that is overdue is reported, each day anew, until somebody decides. */
export const escalateReview = ({ files }: Needs) =>
  onDue(['review'], 'EscalateReview', async ({ metadata: { caseId }, data: { item } }, context) => {
    await files.change(caseId, context, (file) => escalate(file, item.replace(/^REVIEW#/, ''), context.at));
  });
