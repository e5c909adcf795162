import { operation } from '../../../runtime/operation.ts';
import { takeIn } from '../credit-batches.ts';
import { answer, BATCH_BYTES, BlockAnswer, BulkPayment } from '../domain/instructions.ts';
import type { RailNeeds } from '../payees.ts';

/** `POST /bulk-payment`: takes a batch of credit instructions in, each of them exactly once. */
export const payInBulk = (needs: RailNeeds) =>
  operation('payInBulk', {
    route: 'POST /bulk-payment',
    scope: 'payment.write',
    summary: 'Hand over a batch of credit instructions',
    status: 200,
    bodyLimitBytes: BATCH_BYTES,
    body: BulkPayment,
    response: BlockAnswer,
    run: async ({ body }, caller) => {
      const { instructions, byRail } = await takeIn(needs, body, caller);
      const byHand = instructions - byRail;
      return answer('00', `${String(byRail)} instructions go to the rail, ${String(byHand)} are paid out by hand`, body.RequestID);
    },
  });
