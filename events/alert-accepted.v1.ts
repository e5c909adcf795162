import * as z from 'zod';
import { fact } from './fact.ts';

/** A named person has taken an alert upon her; from `openedAt` to this fact is the time to acceptance. */
export const AlertAccepted = fact('alerts', 'AlertAccepted', 1, {
  alertId: z.uuid(),
  kind: z.string().max(40),
  level: z.enum(['routine', 'urgent', 'emergency']),
  openedAt: z.iso.datetime(),
  round: z.int().min(1),
  rung: z.int().min(0),
  again: z.boolean().optional().describe('somebody had accepted it before, and it came back'),
});
