import { PaymentAnswered } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { paymentOf } from '../domain/lines.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly workflows: Workflows;
}

/** The rail called back. The state machine that waits goes on and asks the rail what happened; when none waits, one is started that asks. */
export const answerPayment = ({ files, workflows }: Needs) =>
  on(PaymentAnswered, 'AnswerPayment', async ({ metadata: { caseId, eventId }, data: { paymentId } }, context) => {
    const { token, answers, asked } = paymentOf(await files.open(caseId, context), paymentId);
    if (answers <= asked) return;
    if (token !== undefined) await workflows.answer(token, { answered: true });
    else await workflows.start('payment', eventId, { caseId, paymentId });
  });
