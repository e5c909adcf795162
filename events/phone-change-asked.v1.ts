import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother asked by text for another phone: a code goes to it, and a word by which to stop it to the old one. */
export const PhoneChangeAsked = fact('updating', 'PhoneChangeAsked', 1, { changeId: z.uuid() });
