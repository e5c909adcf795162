import * as z from 'zod';
import { fact } from './fact.ts';

/**
 * An alert of the Scheduler block waits to be sent to a participant: by a call of an address, or a text to a care worker; or the participant is
 * to be asked what became of it. Where to stands with the participant.
 */
export const EventAlertQueued = fact('govstack', 'EventAlertQueued', 1, {
  scheduleId: z.uuid(),
  participant: z.string().max(240),
  asks: z.literal('status').optional(),
});
