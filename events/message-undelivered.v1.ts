import * as z from 'zod';
import { fact } from './fact.ts';

/** The gateway says that a text which it had taken did not reach the phone. */
export const MessageUndelivered = fact('messaging', 'MessageUndelivered', 1, {
  messageId: z.uuid(),
  template: z.string().max(120),
  reason: z.string().max(120),
});
