import * as z from 'zod';
import { fact } from './fact.ts';

/** A time of her monitoring plan has come: she is to be asked for her numbers, or asked again. */
export const MotherAsked = fact('readings', 'MotherAsked', 1, { planId: z.uuid(), again: z.boolean() });
