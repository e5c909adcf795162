import * as z from 'zod';
import { fact } from './fact.ts';

/** Something about a mother or a child has to be answered by a person. */
export const AlertOpened = fact('alerts', 'AlertOpened', 1, {
  alertId: z.uuid(),
  kind: z.string().max(40),
  level: z.enum(['routine', 'urgent', 'emergency']),
});
