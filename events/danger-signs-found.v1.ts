import * as z from 'zod';
import { fact } from './fact.ts';

/** Somebody saw danger signs in a mother or a child. Which, stands in the case. */
export const DangerSignsFound = fact('readings', 'DangerSignsFound', 1, { findingId: z.uuid(), childId: z.uuid().optional() });
