import * as z from 'zod';
import { fact } from './fact.ts';

/** A severe reading started its clock. */
export const SevereEpisodeOpened = fact('readings', 'SevereEpisodeOpened', 1, { episodeId: z.uuid() });
