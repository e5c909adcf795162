import * as z from 'zod';
import { fact } from './fact.ts';

/** A measurement was marked as entered in error. */
export const ReadingVoided = fact('readings', 'ReadingVoided', 1, { readingId: z.uuid() });
