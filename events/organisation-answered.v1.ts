import * as z from 'zod';
import { fact } from './fact.ts';

/** An organisation answered an offer by text message. */
export const OrganisationAnswered = fact('conversations', 'OrganisationAnswered', 1, {
  referralId: z.uuid(),
  organisationId: z.string().max(64),
  answer: z.enum(['accept', 'decline', 'start', 'done', 'giveUp']),
});
