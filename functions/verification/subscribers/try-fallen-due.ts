import { unchanged, type CaseFiles } from '../../casefile/files.ts';
import { ChildId } from '../../kernel/ids.ts';
import { onDue } from '../../runtime/subscriber.ts';
import { askAgain, tryAgain } from '../domain/resume.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** The child that an item of the due index is about, as its sort key says; undefined for the case. */
const childOf = (item: string): ChildId | undefined => ChildId.safeParse(item.split('#')[1]).data;

/** What fell due: a try after a pause, or a question about a forwarded birth. */
export const tryFallenDue = ({ files }: Needs) =>
  onDue(['verification', 'birthRegistration'], 'TryVerificationAgain', async ({ metadata: { caseId }, data: { kind, item } }, context) => {
    const childId = childOf(item);
    if (kind === 'verification') await files.change(caseId, context, (file) => tryAgain(file, childId, context.at));
    if (kind === 'birthRegistration')
      await files.change(caseId, context, (file) => (childId === undefined ? unchanged(undefined) : askAgain(file, childId, context.at)));
  });
