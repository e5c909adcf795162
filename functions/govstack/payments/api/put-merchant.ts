import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { storeMerchant } from '../merchants.ts';
import { Merchant, VoucherGroups } from '../records.ts';
import type { Needs } from './needs.ts';

/** `PUT /merchants/{id}`: who takes vouchers of a group. */
export const putMerchant = ({ table }: Pick<Needs, 'table'>) =>
  operation('putMerchant', {
    route: 'PUT /merchants/{id}',
    scope: 'exchange.manage',
    summary: 'Register a merchant that takes vouchers',
    status: 200,
    path: z.strictObject({ id: Merchant.shape.id }),
    body: Merchant.omit({ id: true }),
    response: Merchant,
    run: async ({ path: { id }, body }, caller) => {
      if ((await shelf(table, VoucherGroups).find(body.group)) === undefined)
        throw invalidRequest({ pointer: '#/body/group', detail: 'is no voucher group' });
      return storeMerchant(table, { id, ...body }, caller);
    },
  });
