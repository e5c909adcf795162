import * as z from 'zod';
import { fact } from './fact.ts';

/** A campaign began to run. */
export const CampaignStarted = fact('outreach', 'CampaignStarted', 1, {
  recipients: z.int().min(0),
});
