import * as z from 'zod';
import { fact } from './fact.ts';

/** A questionnaire found a social need of a mother. */
export const SocialNeedFound = fact('screening', 'SocialNeedFound', 1, {
  screenId: z.uuid(),
  domain: z.string().max(64),
});
