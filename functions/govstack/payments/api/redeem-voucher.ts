import * as z from 'zod';
import { fingerprint } from '../../../kernel/ids.ts';
import { operation } from '../../../runtime/operation.ts';
import { isRefusal, refuse } from '../domain/vouchers.ts';
import { findMerchant } from '../merchants.ts';
import { refuseUnknownBlock } from '../source-block.ts';
import type { Needs } from './needs.ts';
import { digitsOf, findMissing, Message, refused, textOf } from './voucher-answer.ts';

const FIELDS = ['voucher_number', 'Gov_Stack_BB', 'merchant_name', 'merchant_bank_details', 'merchant_voucher_group', 'override'];

/** `POST /vouchers/voucher_redeemption`: spends a voucher at a merchant, once. */
export const redeemVoucher = ({ table, vouchers }: Pick<Needs, 'table' | 'vouchers'>) =>
  operation('redeemVoucher', {
    route: 'POST /vouchers/voucher_redeemption',
    scope: 'payment.write',
    summary: 'Spend a voucher at a merchant',
    status: 200,
    body: z.looseObject({}),
    response: z.union([z.object({ result_status: z.string() }), Message]),
    run: async ({ body }, caller) => {
      const missing = findMissing(body, FIELDS);
      if (missing !== undefined) return refused(missing);
      const unknown = await refuseUnknownBlock(table, textOf(body['Gov_Stack_BB']) ?? '', caller);
      if (unknown !== undefined) return refused(unknown);
      const merchant = await findMerchant(table, {
        name: textOf(body['merchant_name']) ?? '',
        bankDetails: textOf(body['merchant_bank_details']) ?? '',
        group: textOf(body['merchant_voucher_group']) ?? '',
      });
      if (merchant === undefined) return refused(refuse('merchantNotCreditable', 'no merchant of this name, bank and group is registered'));
      const correlation = caller.headers['x-correlationid'];
      const once = { key: fingerprint(['redeemVoucher', caller.client, correlation]), fingerprint: fingerprint(body) };
      const voucher = await vouchers.redeem(
        digitsOf(body['voucher_number']) ?? '',
        { merchant, override: body['override'] === true, at: caller.at },
        { ...caller, ...(correlation === undefined ? {} : { once }) },
      );
      return isRefusal(voucher) ? refused(voucher) : { result_status: 'Redeemed' };
    },
  });
