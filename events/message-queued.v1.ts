import * as z from 'zod';
import { fact } from './fact.ts';

/** A text is to be sent now; the sender takes it from here. */
export const MessageQueued = fact('messaging', 'MessageQueued', 1, {
  messageId: z.uuid(),
});
