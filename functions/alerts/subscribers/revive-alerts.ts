import { LifeEventReversed } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import { reviveAlerts as decide } from '../domain/answer.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** Her death was recorded in error: what it ended has to be seen to again. */
export const reviveAlerts = ({ files }: Needs) =>
  on(LifeEventReversed, 'ReviveAlerts', async ({ metadata: { caseId }, data: { kind } }, context) => {
    if (kind !== 'motherDied') return;
    await files.change(caseId, context, (file) => decide(file, 'motherDied', context));
  });
