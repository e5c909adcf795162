import { ItemFellDue } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import { continueBereavement as decideNext } from '../domain/bereavement.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Offers a bereaved mother a few texts on its day, and goes on with them where she said yes. */
export const continueBereavement = ({ files, programmes }: Needs) =>
  on(ItemFellDue, 'ContinueBereavement', async ({ metadata: { caseId }, data: { kind } }, context) => {
    if (kind !== 'bereavement') return;
    await files.change(caseId, context, (file) => decideNext(file, programmes.get(file.root.programme), context));
  });
