import type { CaseFiles } from '../../casefile/files.ts';
import { dateOf } from '../../kernel/dates.ts';
import { countForAlarm } from '../../runtime/observability.ts';
import { onDue } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { lookAfter } from '../domain/await.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly workflows: Workflows;
}

/** Payments that nobody has finished are due: a state machine takes each up where it stands, and the sweep looks again the next day. */
export const lookAfterPayments = ({ files, workflows }: Needs) =>
  onDue(['payment'], 'LookAfterPayments', async ({ metadata: { caseId, eventId } }, context) => {
    const { paymentIds } = await files.change(caseId, context, (file) => lookAfter(file, dateOf(context.at)));
    if (paymentIds.length > 0) countForAlarm('PaymentsOverdue');
    for (const paymentId of paymentIds) await workflows.start('payment', `${paymentId}-${eventId}`, { caseId, paymentId });
  });
