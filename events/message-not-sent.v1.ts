import * as z from 'zod';
import { fact } from './fact.ts';

/** A text was not sent; the reason says why. */
export const MessageNotSent = fact('messaging', 'MessageNotSent', 1, {
  messageId: z.uuid(),
  template: z.string().max(120),
  reason: z.string().max(120),
});
