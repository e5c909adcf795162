import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother wants to withdraw her consent by text, and is asked whether she means it. */
export const ConsentWithdrawalAsked = fact('consent', 'ConsentWithdrawalAsked', 1, { questionId: z.uuid() });
