import * as z from 'zod';
import { Instant } from '../../../casefile/case.ts';
import { PlainDate } from '../../../kernel/dates.ts';
import { Currency } from '../../../kernel/money.ts';
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
});

export const viewOf = ({ paid, cancelled, ...payOut }: PayOut): z.input<typeof PayOutView> => ({
  ...payOut,
  ...(paid === undefined ? {} : { paidOn: paid.on, receipt: paid.receipt }),
  ...(cancelled === undefined ? {} : { cancelledOn: cancelled.on, reason: cancelled.reason }),
});
