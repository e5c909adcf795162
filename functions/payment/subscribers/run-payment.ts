import { EntitlementsFellDue, ItemFellDue, PaymentAnswered } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { dateOf } from '../../kernel/dates.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { lookAfter } from '../domain/await.ts';
import { paymentOf } from '../domain/lines.ts';

export interface RunNeeds {
  readonly files: CaseFiles;
  readonly workflows: Workflows;
}

/** Lines fell due: a state machine sees them paid. */
export const startPayment = ({ workflows }: Pick<RunNeeds, 'workflows'>) =>
  on(EntitlementsFellDue, 'StartPayment', ({ metadata: { caseId }, data: { paymentId } }) => workflows.start('payment', paymentId, { caseId, paymentId }));

/** The rail called back. The state machine that waits goes on and asks the rail what happened; when none waits, one is started that asks. */
export const answerPayment = ({ files, workflows }: RunNeeds) =>
  on(PaymentAnswered, 'AnswerPayment', async ({ metadata: { caseId, eventId }, data: { paymentId } }, context) => {
    const { token, answers, asked } = paymentOf(await files.open(caseId, context), paymentId);
    if (answers <= asked) return;
    if (token !== undefined) await workflows.answer(token, { answered: true });
    else await workflows.start('payment', eventId, { caseId, paymentId });
  });

/** Payments that nobody has finished are due: a state machine takes each up where it stands, and the sweep looks again the next day. */
export const lookAfterPayments = ({ files, workflows }: RunNeeds) =>
  on(ItemFellDue, 'LookAfterPayments', async ({ metadata: { caseId, eventId }, data: { kind } }, context) => {
    if (kind !== 'payment') return;
    const { paymentIds } = await files.change(caseId, context, (file) => lookAfter(file, dateOf(context.at)));
    for (const paymentId of paymentIds) await workflows.start('payment', `${paymentId}-${eventId}`, { caseId, paymentId });
  });
