import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother answered whether she withdraws her consent: every record of hers was withdrawn, or it stands. */
export const ConsentWithdrawalSettled = fact('consent', 'ConsentWithdrawalSettled', 1, { outcome: z.enum(['withdrawn', 'kept']) });
