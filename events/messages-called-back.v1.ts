import * as z from 'zod';
import { fact } from './fact.ts';

/** The Messaging block of the country has called back: it can be asked what became of a text, or of e-mails that it was handed. */
export const MessagesCalledBack = fact('messaging', 'MessagesCalledBack', 1, {
  kind: z.enum(['text', 'emails']),
  /** The block's own name for what it was handed. */
  requestUid: z.string().min(1).max(120),
  /** The case of the text, or the request that the e-mails belong to. */
  of: z.uuid(),
  /** Which of the e-mails. */
  handOver: z.uuid().optional(),
});
