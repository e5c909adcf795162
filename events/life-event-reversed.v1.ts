import * as z from 'zod';
import { fact } from './fact.ts';

/** A life event was recorded in error and no longer counts. */
export const LifeEventReversed = fact('updating', 'LifeEventReversed', 1, {
  lifeEventId: z.uuid(),
  kind: z.string().max(60),
  childId: z.uuid().optional(),
});
