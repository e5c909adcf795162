import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother said no when she was asked for her consent; what she gave before stands. */
export const ConsentDeclined = fact('consent', 'ConsentDeclined', 1, { questionId: z.uuid() });
