import * as z from 'zod';
import { fact } from './fact.ts';

/** A campaign was planned. */
export const CampaignCreated = fact('outreach', 'CampaignCreated', 1, {
  channel: z.enum(['sms', 'topic', 'fieldVisit', 'radio']),
});
