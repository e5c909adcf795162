import * as z from 'zod';
import { fact } from './fact.ts';

/** The gateway says that a text reached the phone. */
export const MessageDelivered = fact('messaging', 'MessageDelivered', 1, {
  messageId: z.uuid(),
  template: z.string().max(120),
});
