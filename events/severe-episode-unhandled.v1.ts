import * as z from 'zod';
import { fact } from './fact.ts';

/** The time to act on a severe reading is over and nobody told that they did. */
export const SevereEpisodeUnhandled = fact('readings', 'SevereEpisodeUnhandled', 1, { episodeId: z.uuid() });
