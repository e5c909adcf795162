import * as z from 'zod';
import { PlainDate } from '../../../kernel/dates.ts';
import { operation } from '../../../runtime/operation.ts';
import { InstructionId } from '../domain/instructions.ts';
import { giveUpAtRail, wentToRail } from '../in-doubt.ts';
import { cancelPayOut as cancel } from '../pay-outs.ts';
import { PayOutCancellation } from '../records.ts';
import type { Needs } from './needs.ts';
import { doubtView, PayOutView, viewOf } from './pay-out-view.ts';

/** `POST /pay-outs/{id}/cancellation`: an instruction was not paid, by hand or by its rail, and will not be. */
export const cancelPayOut = ({ table }: Pick<Needs, 'table'>) =>
  operation('cancelPayOut', {
    route: 'POST /pay-outs/{id}/cancellation',
    scope: 'exchange.manage',
    summary: 'Give up an instruction that was to be paid out by hand, or that its rail has not paid',
    status: 200,
    path: z.strictObject({ id: InstructionId }),
    body: z.strictObject({
      reason: PayOutCancellation.describe('why it is not paid out'),
      on: PlainDate.describe('the day (UTC) on which it was given up'),
    }),
    response: PayOutView,
    run: async ({ path: { id }, body }, caller) =>
      (await wentToRail(table, id))
        ? doubtView(await giveUpAtRail(table, id, body, caller))
        : viewOf(await cancel(table, id, body, caller)),
  });
