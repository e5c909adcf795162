import * as z from 'zod';
import { fact } from './fact.ts';

/** A text was handed to the gateway. */
export const MessageSent = fact('messaging', 'MessageSent', 1, {
  messageId: z.uuid(),
  template: z.string().max(120),
  parts: z.int().min(1),
  costMicros: z.int().min(0).optional().describe('price of this try, millionths of the currency'),
  currency: z.string().max(3).optional(),
});
