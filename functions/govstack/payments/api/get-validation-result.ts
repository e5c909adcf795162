import * as z from 'zod';
import { Problem } from '../../../kernel/problem.ts';
import { findOutsideCheck } from '../../../payment/outside-checks.ts';
import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { BatchId, RequestId } from '../domain/instructions.ts';
import { failuresOf } from '../domain/validation.ts';
import { Validations } from '../records.ts';
import type { Needs } from './needs.ts';

const Asked = z.object({ RequestID: RequestId, Source_BatchID: BatchId });

/**
 * `POST /prepayment-validation-response`: what a validation found, instruction by instruction. In the specification the block calls its
 * caller there; served here as well, so that a caller without an address can ask.
 */
export const getValidationResult = ({ table }: Pick<Needs, 'table'>) =>
  operation('getValidationResult', {
    route: 'POST /prepayment-validation-response',
    scope: 'payment.write',
    summary: 'Read what the validation of a batch found',
    status: 200,
    body: Asked,
    response: z.object({
      RequestID: RequestId,
      Source_BatchID: BatchId,
      NumberFailedCases: z.int(),
      FailedAccounts: z.array(z.object({ InstructionID: z.string(), FailureReason: z.string() })),
    }),
    run: async ({ body: { RequestID, Source_BatchID } }, { client }) => {
      const id = Validations.idOf({ requestId: RequestID, batchId: Source_BatchID, failed: [], expiresAt: 0 });
      const { failed: unregistered, check: code } = (await shelf(table, Validations, client).get(id, 'validation')).value;
      const check = code === undefined ? undefined : await findOutsideCheck(table, code);
      if (check?.answered === false) throw new Problem('RecordNotFound', 'the payment rail has not answered yet');
      const failed = [...unregistered, ...(check === undefined ? [] : failuresOf(check))];
      return {
        RequestID,
        Source_BatchID,
        NumberFailedCases: failed.length,
        FailedAccounts: failed.map(({ instructionId, reason }) => ({ InstructionID: instructionId, FailureReason: reason })),
      };
    },
  });
