import * as z from 'zod';
import { fact } from './fact.ts';

/** A screen found a social need. */
export const SocialNeedFound = fact('screening', 'SocialNeedFound', 1, {
  screenId: z.uuid(),
  domain: z.string().max(60),
});
