import * as z from 'zod';
import { fact } from './fact.ts';

/** What a mother is to be told to do now, after what she or her device told. */
export const MotherAdvised = fact('readings', 'MotherAdvised', 1, {
  advice: z.enum(['noted', 'contact', 'repeat', 'goToday', 'goNow', 'again']),
  /** The text, the request or the episode that it answers. */
  about: z.string().max(160),
});
