import { ReviewDecided } from '../../../events/catalogue.ts';
import type { CaseRoot } from '../../casefile/case.ts';
import type { CaseFiles, Context } from '../../casefile/files.ts';
import { isProblem } from '../../kernel/problem.ts';
import { on } from '../../runtime/subscriber.ts';
import { getReview } from '../domain/decide.ts';
import { duplicateAmong, exitAsDuplicate, otherCases } from '../domain/duplicate.ts';

interface Needs {
  readonly files: CaseFiles;
}

const findRoot = async ({ files }: Needs, caseId: string, context: Context): Promise<readonly CaseRoot[]> => {
  try {
    return [(await files.open(caseId, context)).root];
  } catch (error) {
    if (isProblem(error) && error.name === 'CaseNotFound') return [];
    throw error;
  }
};

/** A person found that cases are of the same mother: the later one leaves. Nothing happens when they are different, and nothing by itself. */
export const exitDuplicate = (needs: Needs) =>
  on(ReviewDecided, 'ExitDuplicate', async ({ metadata: { caseId }, data: { reviewId, kind, decision } }, context) => {
    if (kind !== 'duplicate' || decision !== 'same') return;
    const file = await needs.files.open(caseId, context);
    const others = await Promise.all(otherCases(getReview(file, reviewId)).map((other) => findRoot(needs, other, context)));
    const found = duplicateAmong(file.root, others.flat());
    if (found !== undefined)
      await needs.files.change(found.leaving.caseId, context, (current) => exitAsDuplicate(current, found.kept, context.at));
  });
