import * as z from 'zod';
import { fact } from './fact.ts';

/** An alert is nobody's again: its ladder begins anew. `notClosed`: not in time, or by what turned out not to have happened. */
export const AlertReopened = fact('alerts', 'AlertReopened', 1, {
  alertId: z.uuid(),
  kind: z.string().max(40),
  level: z.enum(['routine', 'urgent', 'emergency']),
  round: z.int().min(1),
  reason: z.enum(['handedBack', 'notClosed']),
});
