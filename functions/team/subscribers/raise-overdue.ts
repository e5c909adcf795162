import { dayOf } from '../../casefile/facts.ts';
import { unchanged, type CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onDue } from '../../runtime/subscriber.ts';
import { raiseReview } from '../domain/case-review.ts';
import { raiseAction } from '../domain/plan.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Reports what the plan of a case wanted by a day that has passed. */
export const raiseOverdue = ({ files, programmes }: Needs) =>
  onDue(['planAction', 'caseReview'], 'RaiseOverdue', async ({ metadata: { caseId }, data: { kind, item } }, context) => {
    await files.change(caseId, context, (file) => {
      const programme = programmes.get(file.root.programme);
      const today = dayOf(programme, context.at);
      switch (kind) {
        case 'planAction':
          return raiseAction(file, programme, item, today);
        case 'caseReview':
          return raiseReview(file, programme, item, today);
        default:
          return unchanged(undefined);
      }
    });
  });
