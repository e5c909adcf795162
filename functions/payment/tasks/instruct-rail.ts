import { withoutOnce } from '../../casefile/files.ts';
import { callbackUrlOf } from '../../partners/callback-address.ts';
import { countForAlarm } from '../../runtime/observability.ts';
import { task } from '../../runtime/task.ts';
import { nextStep } from '../domain/await.ts';
import { prepareInstruction, recordAnswer } from '../domain/instruct.ts';
import { PaymentInput, type Needs } from './needs.ts';

const PROGRAMME_CHARACTERS = 20;

/**
 * Stores what is about to be instructed, instructs, and stores the answer. A repeat after any of the three finds what was stored and hands
 * the rail the same batch again, which is a question and no second instruction.
 */
export const instructRail = ({ files, programmes, rails, apiBaseUrl }: Pick<Needs, 'files' | 'programmes' | 'rails' | 'apiBaseUrl'>) =>
  task(PaymentInput, async ({ caseId, paymentId }, taskContext) => {
    const context = withoutOnce(taskContext);
    const { at, correlationId } = context;
    const { root } = await files.open(caseId, context);
    const rules = programmes.get(root.programme).operations.payment;
    const { paysTo } = rails().of(rules.rail);
    const { code, submissions } = await files.change(caseId, context, (file) => prepareInstruction(file, paymentId, { rules, at, paysTo }));
    for (const submission of submissions) {
      const answer = await rails()
        .of(submission.rail)
        .submitBatch(
          {
            correlationId: submission.correlationId,
            programmeId: root.programme.slice(0, PROGRAMME_CHARACTERS),
            callbackUrl: callbackUrlOf(`${apiBaseUrl()}/payment-callbacks/${code}`, submission.rail),
            repeated: submission.repeated,
            lines: submission.lines,
          },
          { at, correlationId, idempotencyKey: submission.correlationId },
        );
      if (answer.outcome === 'accepted' && answer.fundsRefused === true) countForAlarm('FundsNotAuthorized');
      await files.change(caseId, context, (file) => recordAnswer(file, { paymentId, round: submission.round }, answer, { rules, at }));
    }
    return nextStep(await files.open(caseId, context), paymentId, { rules, at });
  });
