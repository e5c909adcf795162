import { CaseReinstated, WorkerAssigned } from '../../../events/catalogue.ts';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onEach } from '../../runtime/subscriber.ts';
import { placedAnew } from '../domain/follow.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** What is open of a plan stands in the list of the worker whom the case was given, and is watched again when the mother comes back. */
export const followCase = ({ files, programmes }: Needs) =>
  onEach([WorkerAssigned, CaseReinstated], 'FollowCase', async (caseId, context) => {
    await files.change(caseId, context, (file) => ({
      put: placedAnew(file, dayOf(programmes.get(file.root.programme), context.at)),
      answer: undefined,
    }));
  });
