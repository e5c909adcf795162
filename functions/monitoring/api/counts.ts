import * as z from 'zod';

const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-03');
export const CountsQuery = z.strictObject({
  from: Month,
  to: Month.optional(),
  area: z.string().max(64).optional(),
  programme: z.string().max(64).optional(),
});

export const CellView = z.object({
  month: z.string(),
  area: z.string(),
  programme: z.string(),
  indicator: z.string(),
  count: z.int(),
  amountMinor: z.int().optional(),
});
