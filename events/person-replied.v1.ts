import * as z from 'zod';
import { fact } from './fact.ts';

/** A person wrote to a mother. What was written stands in the case. */
export const PersonReplied = fact('conversations', 'PersonReplied', 1, { replyId: z.uuid() });
