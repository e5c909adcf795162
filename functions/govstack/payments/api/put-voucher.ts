import * as z from 'zod';
import { Instant } from '../../../casefile/case.ts';
import { toMinor } from '../../../kernel/money.ts';
import { Problem } from '../../../kernel/problem.ts';
import { isTestClient } from '../../../runtime/block.ts';
import { operation } from '../../../runtime/operation.ts';
import { CurrencyInUse, findMinor } from '../domain/currencies.ts';
import { amountOf, expiryAfter } from '../domain/vouchers.ts';
import { VoucherStatus } from '../records.ts';
import type { Needs } from './needs.ts';

const Digits = z.string().regex(/^\d{1,25}$/, 'must be digits');
const VALID_DAYS = 30;

/**
 * `PUT /vouchers/{id}`: a voucher as a conformance suite expects to find it, with a number that the suite knows. For test clients only: no
 * ministry makes a voucher whose number stands in a file.
 */
export const putVoucher = ({ vouchers }: Pick<Needs, 'vouchers'>) =>
  operation('putVoucher', {
    route: 'PUT /vouchers/{id}',
    scope: 'exchange.manage',
    summary: 'Place a voucher for a conformance suite',
    status: 200,
    path: z.strictObject({ id: Digits }),
    body: z
      .strictObject({
        number: Digits,
        status: VoucherStatus,
        amount: z.string(),
        currency: CurrencyInUse,
        group: z.string().min(1),
        sourceBlock: z.string().min(1),
        expiresOn: Instant.optional().describe('thirty days from now where it is left out'),
      })
      .refine(({ amount, currency }) => findMinor(amount, currency) !== undefined, {
        path: ['amount'],
        message: 'must be above zero, with no more decimals than its currency has',
      }),
    response: z.object({ serial: z.string(), status: VoucherStatus, amount: z.string() }),
    run: async ({ path: { id }, body: { number, amount, expiresOn, ...body } }, caller) => {
      if (!isTestClient(caller)) throw new Problem('ScopeMissing', 'only a test client places vouchers; others pre-activate them');
      const voucher = await vouchers.place(
        {
          ...body,
          serial: id,
          numberHash: await vouchers.hashOf(number),
          amountMinor: toMinor(amount, body.currency),
          expiresOn: expiresOn ?? expiryAfter(caller.at, VALID_DAYS),
          changedAt: caller.at,
        },
        caller,
      );
      return { serial: voucher.serial, status: voucher.status, amount: amountOf(voucher) };
    },
  });
