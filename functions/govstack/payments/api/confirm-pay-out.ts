import * as z from 'zod';
import { PlainDate } from '../../../kernel/dates.ts';
import { operation } from '../../../runtime/operation.ts';
import { InstructionId, PayeeFunctionalId } from '../domain/instructions.ts';
import { confirmAtRail, wentToRail } from '../in-doubt.ts';
import { confirmPayOut as confirm } from '../pay-outs.ts';
import type { Needs } from './needs.ts';
import { doubtView, PayOutView, viewOf } from './pay-out-view.ts';

/** `POST /pay-outs/{id}/confirmation`: the money of an instruction was handed over, or its rail has paid it without saying so. */
export const confirmPayOut = (needs: Pick<Needs, 'table' | 'register'>) =>
  operation('confirmPayOut', {
    route: 'POST /pay-outs/{id}/confirmation',
    scope: 'exchange.manage',
    summary: 'Confirm that an instruction was paid out by hand, or paid by a rail that does not say so',
    status: 200,
    path: z.strictObject({ id: InstructionId }),
    body: z.strictObject({
      payee: PayeeFunctionalId.describe('the PayeeFunctionalID of who was paid; compared, and not stored'),
      paidOn: PlainDate.describe('the day (UTC) on which the money was handed over, or paid by the rail'),
      receipt: z
        .string()
        .regex(/^[0-9A-Za-z][0-9A-Za-z/.-]{0,39}$/, 'must be the number of a receipt: letters, digits, slashes, dots and dashes')
        .describe('under which the ministry finds what was signed, or the provider what it paid'),
    }),
    response: PayOutView,
    run: async ({ path: { id }, body }, caller) =>
      (await wentToRail(needs.table, id))
        ? doubtView(await confirmAtRail(needs, id, body, caller))
        : viewOf(await confirm(needs, id, body, caller)),
  });
