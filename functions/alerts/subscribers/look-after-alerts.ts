import type { CaseFiles } from '../../casefile/files.ts';
import { count } from '../../runtime/observability.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onDue } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { lookAfterAlert } from '../domain/look-after.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  readonly workflows: Workflows;
}

/** The sweep has found an alert that is not closed: a ladder whose state machine has ended is gone on with. */
export const lookAfterAlerts = ({ files, programmes, workflows }: Needs) =>
  onDue(['alert'], 'LookAfterAlerts', async ({ metadata: { caseId, eventId }, data: { item } }, context) => {
    const { restart } = await files.change(caseId, context, (file) =>
      lookAfterAlert(file, item, programmes.get(file.root.programme).operations.alerts, context.at),
    );
    if (restart === undefined) return;
    const { alertId, round } = restart;
    count('AlertLadderRestarted');
    await workflows.start('alert-ladder', `${alertId}-${String(round)}-${eventId}`, { caseId, alertId, round });
  });
