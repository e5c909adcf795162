import * as z from 'zod';
import { fact } from './fact.ts';

/** Somebody of the staff opened a case outside her areas, for a reason that the case keeps. */
export const AccessOpened = fact('team', 'AccessOpened', 1, {
  grantId: z.uuid(),
  expiresAt: z.iso.datetime(),
});
