import * as z from 'zod';
import { fact } from './fact.ts';

/** She, or her network for her, stopped all texts or those of one topic. */
export const MessagesMuted = fact('messaging', 'MessagesMuted', 1, {
  topic: z.string().max(60).optional().describe('absent: all'),
  by: z.enum(['mother', 'gateway']),
});
