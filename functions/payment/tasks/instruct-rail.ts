import { withoutOnce } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { nextStep } from '../domain/await.ts';
import { prepareInstruction, recordAnswer } from '../domain/instruct.ts';
import { PaymentInput, type Needs } from './needs.ts';

const PROGRAMME_CHARACTERS = 20;

/**
 * Stores what is about to be instructed, instructs, and stores the answer. A repeat after any of the three finds what was stored and hands
 * the rail the same batch again, which is a question and no second instruction.
 */
export const instructRail = ({ files, programmes, rail, apiBaseUrl }: Pick<Needs, 'files' | 'programmes' | 'rail' | 'apiBaseUrl'>) =>
  task(PaymentInput, async ({ caseId, paymentId }, taskContext) => {
    const context = withoutOnce(taskContext);
    const { at, correlationId } = context;
    const { root } = await files.open(caseId, context);
    const rules = programmes.get(root.programme).operations.payment;
    const { code, submissions } = await files.change(caseId, context, (file) => prepareInstruction(file, paymentId, { rules, at }));
    for (const submission of submissions) {
      const answer = await rail().submitBatch(
        {
          correlationId: submission.correlationId,
          programmeId: root.programme.slice(0, PROGRAMME_CHARACTERS),
          callbackUrl: `${apiBaseUrl()}/payment-callbacks/${code}`,
          lines: submission.lines,
        },
        { at, correlationId, idempotencyKey: submission.correlationId },
      );
      await files.change(caseId, context, (file) => recordAnswer(file, { paymentId, round: submission.round }, answer, { rules, at }));
    }
    return nextStep(await files.open(caseId, context), paymentId, { rules, at });
  });
