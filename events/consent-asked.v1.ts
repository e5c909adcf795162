import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother is asked by text whether she consents to the agreement in force. */
export const ConsentAsked = fact('consent', 'ConsentAsked', 1, { questionId: z.uuid() });
