import * as z from 'zod';
import { fact } from './fact.ts';

/** The turn of a rung of an alert's ladder has come. `who` is careWorker, a duty, or accepter for who had accepted it before; `reached` says how many phones it has. */
export const AlertTold = fact('alerts', 'AlertTold', 1, {
  alertId: z.uuid(),
  kind: z.string().max(40),
  level: z.enum(['routine', 'urgent', 'emergency']),
  round: z.int().min(1),
  rung: z.int().min(1),
  who: z.string().max(64),
  reached: z.int().min(0),
});
