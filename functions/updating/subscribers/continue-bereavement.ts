import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onDue } from '../../runtime/subscriber.ts';
import { continueBereavement as decideNext } from '../domain/bereavement.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Offers a bereaved mother a few texts on its day, and goes on with them where she said yes. */
export const continueBereavement = ({ files, programmes }: Needs) =>
  onDue(['bereavement'], 'ContinueBereavement', async ({ metadata: { caseId } }, context) => {
    await files.change(caseId, context, (file) => decideNext(file, programmes.get(file.root.programme), context));
  });
