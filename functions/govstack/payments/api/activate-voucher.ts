import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { decideActivation, isRefusal, refuse } from '../domain/vouchers.ts';
import { refuseUnknownBlock } from '../source-block.ts';
import type { Needs } from './needs.ts';
import { digitsOf, findMissing, Message, refused, textOf } from './voucher-answer.ts';

/** `PATCH /vouchers/voucher_activation`: makes a reserved voucher usable, when it is handed out. */
export const activateVoucher = ({ table, vouchers }: Pick<Needs, 'table' | 'vouchers'>) =>
  operation('activateVoucher', {
    route: 'PATCH /vouchers/voucher_activation',
    scope: 'payment.write',
    summary: 'Activate a reserved voucher',
    status: 200,
    body: z.looseObject({}),
    response: z.union([z.object({ result_status: z.string() }), Message]),
    run: async ({ body }, caller) => {
      const missing = findMissing(body, ['voucher_serial_number', 'Gov_Stack_BB']);
      if (missing !== undefined) return refused(missing);
      const unknown = await refuseUnknownBlock(table, textOf(body['Gov_Stack_BB']) ?? '', caller);
      if (unknown !== undefined) return refused(unknown);
      const serial = digitsOf(body['voucher_serial_number']);
      const voucher =
        serial === undefined ? undefined : await vouchers.change(serial, caller, (found) => decideActivation(found, caller.at));
      if (voucher === undefined) return refused(refuse('serialInvalid', 'no voucher has this serial number'));
      return isRefusal(voucher) ? refused(voucher) : { result_status: 'Activated' };
    },
  });
