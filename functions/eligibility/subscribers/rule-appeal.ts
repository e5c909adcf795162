import { ReviewDecided } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import { decideAppealRuled } from '../domain/appeal.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** The second person has decided an appeal. */
export const ruleAppeal = ({ files }: Needs) =>
  on(ReviewDecided, 'RuleAppeal', async ({ metadata, data }, context) => {
    if (data.kind === 'appeal') await files.change(metadata.caseId, context, (file) => decideAppealRuled(file, data.reviewId, context));
  });
