import * as z from 'zod';
import { Problem } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { VoucherGroup, VoucherGroups } from '../records.ts';
import type { Needs } from './needs.ts';

/** `PUT /voucher-groups/{id}`: what vouchers of a group are for; what was given out and spent of it stays counted. */
export const putVoucherGroup = ({ table }: Pick<Needs, 'table'>) =>
  operation('putVoucherGroup', {
    route: 'PUT /voucher-groups/{id}',
    scope: 'exchange.manage',
    summary: 'Set up a group of vouchers with its money',
    status: 200,
    path: z.strictObject({ id: VoucherGroup.shape.group }),
    body: VoucherGroup.omit({ group: true }).refine(({ fundsMinor, currency }) => fundsMinor === undefined || currency !== undefined, {
      path: ['currency'],
      message: 'must be given where the money is counted',
    }),
    response: VoucherGroup.strip(),
    run: async ({ path: { id }, body }, caller) => {
      const groups = shelf(table, VoucherGroups);
      const seen = await groups.find(id);
      const { made = 0, spentMinor = 0, currency } = seen?.value ?? {};
      if (spentMinor > 0 && currency !== body.currency)
        throw new Problem('StatusRefuses', `money of this group was spent in ${currency ?? 'several currencies'}: its currency stays`, {
          currentStatus: 'spent',
          allowed: [],
        });
      return (await groups.put({ group: id, ...body, made, spentMinor }, caller, seen)).value;
    },
  });
