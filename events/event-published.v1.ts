import * as z from 'zod';
import { fact } from './fact.ts';

/** Another system published an event that is to be pushed; what it holds stays where it is kept. Its aggregate is the event itself. */
export const EventPublished = fact('govstack', 'EventPublished', 1, {
  /** To whom, and in which order: those of one lane one after the other. */
  pushes: z
    .array(z.object({ webhookId: z.uuid(), lane: z.uuid() }))
    .min(1)
    .max(45),
});
