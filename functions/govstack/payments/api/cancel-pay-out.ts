import * as z from 'zod';
import { PlainDate } from '../../../kernel/dates.ts';
import { operation } from '../../../runtime/operation.ts';
import { InstructionId } from '../domain/instructions.ts';
import { cancelPayOut as cancel } from '../pay-outs.ts';
import { PayOutCancellation } from '../records.ts';
import type { Needs } from './needs.ts';
import { PayOutView, viewOf } from './pay-out-view.ts';

/** `POST /pay-outs/{id}/cancellation`: the money of an instruction that no rail can carry out will not be handed over. */
export const cancelPayOut = ({ table }: Pick<Needs, 'table'>) =>
  operation('cancelPayOut', {
    route: 'POST /pay-outs/{id}/cancellation',
    scope: 'exchange.manage',
    summary: 'Give up an instruction that was to be paid out by hand',
    status: 200,
    path: z.strictObject({ id: InstructionId }),
    body: z.strictObject({
      reason: PayOutCancellation.describe('why it is not paid out'),
      on: PlainDate.describe('the day (UTC) on which it was given up'),
    }),
    response: PayOutView,
    run: async ({ path: { id }, body }, caller) => viewOf(await cancel(table, id, body, caller)),
  });
