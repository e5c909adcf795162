import { operation } from '../../../runtime/operation.ts';
import { answer, BATCH_BYTES, BlockAnswer, PrepaymentValidation } from '../domain/instructions.ts';
import { sayOutcome } from '../domain/validation.ts';
import type { RailNeeds } from '../payees.ts';
import { validateBatch } from '../validations.ts';

/** `POST /prepayment-validation`: says which instructions of a batch could not be paid, before any money moves. */
export const validatePrepayment = (needs: RailNeeds) =>
  operation('validatePrepayment', {
    route: 'POST /prepayment-validation',
    scope: 'payment.write',
    summary: 'Check the payees of a batch before it is paid',
    status: 200,
    bodyLimitBytes: BATCH_BYTES,
    body: PrepaymentValidation,
    response: BlockAnswer,
    run: async ({ body }, caller) => {
      const { code, text } = sayOutcome(body.CreditInstructions.length, await validateBatch(needs, body, caller));
      return answer(code, text, body.RequestID);
    },
  });
