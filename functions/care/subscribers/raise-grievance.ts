import { dayOf } from '../../casefile/facts.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onDue } from '../../runtime/subscriber.ts';
import { raiseGrievance as decideRaise } from '../domain/grievance.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Raises a complaint that nobody has answered in time. */
export const raiseGrievance = ({ files, programmes }: Needs) =>
  onDue(['grievance'], 'RaiseGrievance', async ({ metadata: { caseId }, data: { item } }, context) => {
    await files.change(caseId, context, (file) => decideRaise(file, item, dayOf(programmes.get(file.root.programme), context.at)));
  });
