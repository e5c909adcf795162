import * as z from 'zod';
import { fact } from './fact.ts';

/** An alert that somebody had accepted is nobody's again: its ladder begins anew. */
export const AlertReopened = fact('alerts', 'AlertReopened', 1, {
  alertId: z.uuid(),
  kind: z.string().max(40),
  level: z.enum(['routine', 'urgent', 'emergency']),
  round: z.int().min(1),
  reason: z.enum(['handedBack', 'notClosed']),
});
