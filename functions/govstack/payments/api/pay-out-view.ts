import * as z from 'zod';
import { Instant } from '../../../casefile/case.ts';
import { PlainDate } from '../../../kernel/dates.ts';
import { Currency } from '../../../kernel/money.ts';
import type { PayOut } from '../records.ts';

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
});

export const viewOf = ({ paid, ...payOut }: PayOut): z.input<typeof PayOutView> => ({
  ...payOut,
  ...(paid === undefined ? {} : { paidOn: paid.on, receipt: paid.receipt }),
});
