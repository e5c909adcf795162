import * as z from 'zod';
import { fact } from './fact.ts';

/** What was found since makes an alert more pressing: a higher level, or a further sign on one that was accepted. Its ladder begins anew. */
export const AlertWorsened = fact('alerts', 'AlertWorsened', 1, {
  alertId: z.uuid(),
  kind: z.string().max(40),
  level: z.enum(['routine', 'urgent', 'emergency']),
});
