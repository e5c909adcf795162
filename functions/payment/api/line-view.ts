import * as z from 'zod';
import { Currency } from '../../kernel/money.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { LineStatus } from '../domain/life-cycle.ts';
import type { Line } from '../records.ts';

/** A line as callers read it. */
export const LineView = z.object({
  lineId: z.string(),
  instalment: z.string(),
  rule: z.string(),
  payee: z.enum(['mother', 'worker', 'facility']),
  payeeTitle: z.string(),
  amountMinor: z.int(),
  currency: Currency,
  inKind: z.boolean(),
  status: LineStatus,
  reason: z.string().optional(),
  dueOn: PlainDate,
  paidOn: PlainDate.optional(),
  returnedOn: PlainDate.optional(),
  handedOverOn: PlainDate.optional(),
  paymentId: z.uuid().optional(),
  /** How often the rail was instructed. */
  attempts: z.int(),
  policyVersion: z.string(),
});

export const viewOf = ({ attempts, handedOver, ...line }: Line): z.input<typeof LineView> => {
  const last = attempts.findLast(({ state }) => state === 'confirmed' || state === 'returned');
  return {
    ...line,
    attempts: attempts.length,
    ...(last?.confirmedOn === undefined ? {} : { paidOn: last.confirmedOn }),
    ...(last?.returnedOn === undefined ? {} : { returnedOn: last.returnedOn }),
    ...(handedOver === undefined ? {} : { handedOverOn: handedOver.on }),
  };
};
