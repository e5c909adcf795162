import * as z from 'zod';
import { fact } from './fact.ts';

/** A campaign has run. */
export const CampaignCompleted = fact('outreach', 'CampaignCompleted', 1, {
  sent: z.int().min(0),
  failed: z.int().min(0),
  parts: z.int().min(0),
});
