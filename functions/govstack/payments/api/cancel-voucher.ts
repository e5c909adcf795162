import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { decideCancellation, isRefusal, refuse } from '../domain/vouchers.ts';
import { refuseUnknownBlock } from '../source-block.ts';
import type { Needs } from './needs.ts';
import { digitsOf, findMissing, Message, refused, textOf } from './voucher-answer.ts';

/** `PATCH /vouchers/voucherstatuscheck/{voucherserialnumber}`: makes a voucher unusable for ever. */
export const cancelVoucher = ({ table, vouchers }: Pick<Needs, 'table' | 'vouchers'>) =>
  operation('cancelVoucher', {
    route: 'PATCH /vouchers/voucherstatuscheck/{voucherserialnumber}',
    scope: 'payment.write',
    summary: 'Cancel a voucher',
    status: 200,
    path: z.strictObject({ voucherserialnumber: z.string() }),
    body: z.looseObject({}),
    response: Message,
    run: async ({ path, body }, caller) => {
      const missing = findMissing(body, ['voucherserialnumber', 'Gov_Stack_BB']);
      if (missing !== undefined) return refused(missing);
      // the definition has no status of its own for a building block that does not exist
      const unknown = await refuseUnknownBlock(table, textOf(body['Gov_Stack_BB']) ?? '', caller);
      if (unknown !== undefined) return refused(refuse('voucherInvalid', unknown.message));
      const serial = digitsOf(body['voucherserialnumber']);
      if (serial === undefined || serial !== path.voucherserialnumber)
        return refused(refuse('voucherInvalid', 'the serial number is none, or not the one of the path'));
      const voucher = await vouchers.change(serial, caller, (found) => decideCancellation(found, caller.at));
      if (voucher === undefined) return refused(refuse('voucherInvalid', 'no voucher has this serial number'));
      return isRefusal(voucher) ? refused(voucher) : { message: 'the voucher is cancelled' };
    },
  });
