import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { answer, BlockAnswer, PrepaymentValidation } from '../domain/instructions.ts';
import { eachOf } from '../payees.ts';
import { Validations } from '../records.ts';
import type { Needs } from './needs.ts';

const LOOKED_UP_AT_ONCE = 20;
const KEPT_SECONDS = 30 * 86_400;

/** `POST /prepayment-validation`: says which instructions of a batch could not be paid, before any money moves. */
export const validatePrepayment = ({ table, register }: Pick<Needs, 'table' | 'register'>) =>
  operation('validatePrepayment', {
    route: 'POST /prepayment-validation',
    scope: 'payment.write',
    summary: 'Check the payees of a batch before it is paid',
    status: 200,
    body: PrepaymentValidation,
    response: BlockAnswer,
    run: async ({ body: { RequestID, BatchID, CreditInstructions } }, caller) => {
      const payable = await eachOf(CreditInstructions, LOOKED_UP_AT_ONCE, async ({ PayeeFunctionalID }) =>
        register.find(await register.hashOf(PayeeFunctionalID)),
      );
      const failed = CreditInstructions.flatMap(({ InstructionID }, place) =>
        payable[place] === undefined ? [{ instructionId: InstructionID, reason: 'the payee is not registered' }] : [],
      );
      const kept = shelf(table, Validations, caller.client);
      const expiresAt = Math.floor(Date.parse(caller.at) / 1000) + KEPT_SECONDS;
      const found = { requestId: RequestID, batchId: BatchID, failed, expiresAt };
      await kept.put(found, caller, await kept.find(Validations.idOf(found)));
      return failed.length === 0
        ? answer('00', 'every payee is registered', RequestID)
        : answer(
            '01',
            `${String(failed.length)} of ${String(CreditInstructions.length)} instructions name a payee that is not registered`,
            RequestID,
          );
    },
  });
