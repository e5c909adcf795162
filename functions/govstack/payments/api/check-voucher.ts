import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { isRefusal, refuse, tellStatus } from '../domain/vouchers.ts';
import type { Needs } from './needs.ts';
import { digitsOf, Message, refused } from './voucher-answer.ts';

/** `GET /vouchers/voucherstatuscheck/{voucherserialnumber}`: how a voucher stands, by its serial number. */
export const checkVoucher = ({ vouchers }: Pick<Needs, 'vouchers'>) =>
  operation('checkVoucher', {
    route: 'GET /vouchers/voucherstatuscheck/{voucherserialnumber}',
    scope: 'payment.read',
    summary: 'See how a voucher stands',
    status: 200,
    path: z.strictObject({ voucherserialnumber: z.string() }),
    response: z.union([z.object({ voucher_status: z.string(), voucher_amount: z.string() }), Message]),
    run: async ({ path: { voucherserialnumber: given } }, { at }) => {
      if (!/^[\w-]{1,60}$/.test(given)) return refused(refuse('malformed', 'a serial number has digits only'));
      const serial = digitsOf(given);
      const found = serial === undefined ? undefined : await vouchers.find(serial);
      if (found === undefined) return refused(refuse('serialInvalid', 'no voucher has this serial number'));
      const told = tellStatus(found.value, at);
      return isRefusal(told) ? refused(told) : { voucher_status: told.status, voucher_amount: told.amount };
    },
  });
