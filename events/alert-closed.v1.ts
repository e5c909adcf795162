import * as z from 'zod';
import { fact } from './fact.ts';

/** An alert has ended; what came of it is one of the programme's outcomes. */
export const AlertClosed = fact('alerts', 'AlertClosed', 1, {
  alertId: z.uuid(),
  kind: z.string().max(40),
  level: z.enum(['routine', 'urgent', 'emergency']),
  openedAt: z.iso.datetime(),
  acceptedAt: z.iso.datetime().describe('of one that was overtaken: when it ended'),
  outcome: z.string().max(60),
  neverAccepted: z.boolean().optional().describe('who closed it was the first to take it upon her'),
  overtaken: z.boolean().optional().describe('it ended by what happened to her, such as her death, while nobody had accepted it'),
});
