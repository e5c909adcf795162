import * as z from 'zod';
import { fact } from './fact.ts';

/** Somebody acted on a severe reading, within the time for it or not. */
export const SevereEpisodeHandled = fact('readings', 'SevereEpisodeHandled', 1, { episodeId: z.uuid(), inTime: z.boolean() });
