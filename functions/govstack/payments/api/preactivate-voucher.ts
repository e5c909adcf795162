import * as z from 'zod';
import { fingerprint } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { findMinor, isCurrency } from '../domain/currencies.ts';
import { expiryAfter, isRefusal, numberFrom, refuse } from '../domain/vouchers.ts';
import { VoucherGroups } from '../records.ts';
import { refuseUnknownBlock } from '../source-block.ts';
import type { Needs } from './needs.ts';
import { findMissing, Message, refused, textOf } from './voucher-answer.ts';

const FIELDS = ['voucher_amount', 'voucher_currency', 'voucher_group', 'Gov_Stack_BB'];

const Created = z.object({ voucher_number: z.string(), voucher_serial_number: z.string(), expiry_date_time: z.iso.datetime() });

/**
 * `POST /vouchers/voucher_preactivation`: reserves a voucher. Its number is made from a keyed hash of the request, so nobody can guess it,
 * it is stored nowhere, and the same `X-CorrelationID` gives the same voucher again.
 */
export const preactivateVoucher = ({ table, vault, vouchers }: Pick<Needs, 'table' | 'vault' | 'vouchers'>) =>
  operation('preactivateVoucher', {
    route: 'POST /vouchers/voucher_preactivation',
    scope: 'payment.write',
    summary: 'Reserve a voucher',
    status: 200,
    body: z.looseObject({}),
    response: z.union([Created, Message]),
    run: async ({ body }, caller) => {
      const missing = findMissing(body, FIELDS);
      if (missing !== undefined) return refused(missing);
      const sourceBlock = textOf(body['Gov_Stack_BB']) ?? '';
      const unknown = await refuseUnknownBlock(table, sourceBlock, caller);
      if (unknown !== undefined) return refused(unknown);
      const currency = textOf(body['voucher_currency']) ?? '';
      const amount = textOf(body['voucher_amount']);
      const isKnownCurrency = isCurrency(currency);
      const amountMinor = amount === undefined ? undefined : findMinor(amount, isKnownCurrency ? currency : 'USD');
      if (amountMinor === undefined) return refused(refuse('amountInvalid', 'voucher_amount must be a decimal text above zero'));
      if (!isKnownCurrency) return refused(refuse('currencyInvalid', 'voucher_currency is no currency of ISO 4217 in circulation'));
      const group = textOf(body['voucher_group']);
      const account = group === undefined ? undefined : (await shelf(table, VoucherGroups).find(group))?.value;
      if (account === undefined) return refused(refuse('groupInvalid', 'there is no such voucher group'));
      if (account.currency !== undefined && account.currency !== currency)
        return refused(refuse('currencyInvalid', `vouchers of this group are of ${account.currency}`));

      const seed = `${caller.client} ${caller.headers['x-correlationid'] ?? caller.causationId}`;
      const number = numberFrom(await vault.hash('newVoucherNumber', seed));
      const serial = numberFrom(await vault.hash('newVoucherSerial', seed));
      const wanted = { amountMinor, currency, group: account.group, sourceBlock };
      const voucher = await vouchers.add(
        {
          ...wanted,
          serial,
          numberHash: await vouchers.hashOf(number),
          status: 'preActivated',
          expiresOn: expiryAfter(caller.at, account.validDays),
          changedAt: caller.at,
        },
        caller,
      );
      if (isRefusal(voucher)) return refused(voucher);
      const made = { amountMinor: voucher.amountMinor, currency: voucher.currency, group: voucher.group, sourceBlock: voucher.sourceBlock };
      if (fingerprint(made) !== fingerprint(wanted))
        throw new Problem('IdempotencyKeyReused', 'this X-CorrelationID was used for another voucher');
      return { voucher_number: number, voucher_serial_number: serial, expiry_date_time: voucher.expiresOn };
    },
  });
