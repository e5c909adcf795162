import * as z from 'zod';
import { Id } from './vocabulary.ts';

const days = (what: string) => z.int().min(0).describe(`${what}, calendar days`);

const ReferralPath = z.strictObject({
  to: z.string().min(1).describe('who takes over what is found: a clinic, a service, an organisation'),
  source: z.string().min(1).describe('who agreed to it'),
});

const Offer = z.strictObject({
  id: Id,
  questionnaire: Id,
  after: z.union([
    z.strictObject({ is: z.literal('birth'), days: days('after the birth, or a stillbirth') }),
    z.strictObject({ is: z.literal('visit'), kind: Id.describe('kind of the visit'), days: days('after the visit') }),
  ]),
  closesAfterDays: days('how long after that day it may still be offered'),
});
export type ScreenOffer = z.infer<typeof Offer>;

/** Which questionnaires a programme uses, when it offers them, and where what they find goes. */
export const Screening = z.strictObject({
  source: z.string().min(1).describe('where these choices were read'),
  questionnaires: z.array(Id).describe('that may be recorded or offered'),
  referralPaths: z
    .strictObject({ mood: ReferralPath.optional(), socialNeed: ReferralPath.optional() })
    .describe('a questionnaire that needs one of these is never offered without it'),
  offers: z.array(Offer).describe('what is offered by text, and when'),
  reminderAfterDays: z.int().min(1).describe('days without an answer until the one reminder'),
  expiresAfterDays: z.int().min(2).describe('days without an answer until it is given up'),
  workerDays: z.int().min(1).describe('days that a worker has for a questionnaire that follows from one she recorded'),
  careWithinDays: z.int().min(1).describe('days from a positive result to care: the measure of the programme'),
  resultRoles: z.array(z.enum(['worker', 'supervisor', 'manager', 'admin'])).describe('staff who may see answers and results'),
});
export type Screening = z.infer<typeof Screening>;
