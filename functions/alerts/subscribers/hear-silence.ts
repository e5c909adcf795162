import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onDue } from '../../runtime/subscriber.ts';
import { hearSilence as decideSilence } from '../domain/silence.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** The time of a question has passed: it lapses, or her silence is an alert. */
export const hearSilence = ({ files, programmes }: Needs) =>
  onDue(['question'], 'HearSilence', async ({ metadata: { caseId }, data: { item } }, context) => {
    await files.change(caseId, context, (file) =>
      decideSilence(file, item, programmes.get(file.root.programme).operations.alerts, context),
    );
  });
