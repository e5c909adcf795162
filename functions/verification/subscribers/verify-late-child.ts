import { ChildRegistered } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { ChildId } from '../../kernel/ids.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { needsOwnRun } from '../domain/run.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly workflows: Workflows;
}

/** A child that came after its case was verified is verified for itself; the case stays where it is. */
export const verifyLateChild = ({ files, workflows }: Needs) =>
  on(ChildRegistered, 'VerifyLateChild', async ({ metadata: { caseId, eventId }, data: { childId } }, context) => {
    const file = await files.open(caseId, context);
    if (needsOwnRun(file, ChildId.parse(childId))) await workflows.start('verification', eventId, { caseId, scope: 'child', childId });
  });
