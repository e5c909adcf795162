import * as z from 'zod';
import { Instant } from '../../../casefile/case.ts';
import { PlainDate } from '../../../kernel/dates.ts';
import { Currency } from '../../../kernel/money.ts';
import { OutsideDoubt } from '../../../payment/domain/outside.ts';
import type { InDoubt } from '../in-doubt.ts';
import { PayOutCancellation, type PayOut } from '../records.ts';

/** A pay-out as callers read it: whom it pays is known by a hash only, and is told to nobody. */
export const PayOutView = z.object({
  instructionId: z.string(),
  sourceBb: z.string(),
  batchId: z.string(),
  amountMinor: z.int(),
  currency: Currency,
  instructedAt: Instant,
  paidOn: PlainDate.optional(),
  receipt: z.string().optional(),
  cancelledOn: PlainDate.optional(),
  reason: PayOutCancellation.optional(),
  rail: z.string().optional().describe('which was to pay it; absent where it is paid out by hand'),
  doubt: OutsideDoubt.optional().describe('why somebody has to decide what became of it at its rail'),
});

export const viewOf = ({ paid, cancelled, ...payOut }: PayOut): z.input<typeof PayOutView> => ({
  ...payOut,
  ...(paid === undefined ? {} : { paidOn: paid.on, receipt: paid.receipt }),
  ...(cancelled === undefined ? {} : { cancelledOn: cancelled.on, reason: cancelled.reason }),
});

/** An instruction in doubt, in the same words. */
export const doubtView = ({ request, batch }: InDoubt): z.input<typeof PayOutView> => {
  const { requestId: instructionId, amountMinor, currency, rail, doubt, decision } = request;
  const { sourceBb, batchId, receivedAt: instructedAt } = batch;
  const reason = PayOutCancellation.safeParse(decision?.reason).data;
  return {
    ...{ instructionId, sourceBb, batchId, amountMinor, currency, instructedAt, rail },
    ...(doubt === undefined ? {} : { doubt: doubt.why }),
    ...(doubt !== undefined || decision === undefined
      ? {}
      : decision.paid
        ? { paidOn: decision.on, receipt: decision.receipt }
        : { cancelledOn: decision.on, reason }),
  };
};
