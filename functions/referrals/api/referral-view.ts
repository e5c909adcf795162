import * as z from 'zod';
import { Stage, TASK_STATUS, TaskStatus } from '../domain/life-cycle.ts';
import { Offer, Referral } from '../records.ts';

/** What became of a referral. */
export const ReferralAnswer = z.object({ referralId: z.uuid(), stage: Stage });

/** A referral with everyone who was asked. `status` is the FHIR Task's, `stage` its business status. */
export const ReferralView = Referral.pick({
  referralId: true,
  domain: true,
  urgency: true,
  note: true,
  screenId: true,
  stage: true,
  requestedAt: true,
  requestedBy: true,
  dueAt: true,
  held: true,
  closed: true,
}).extend({ status: TaskStatus, offers: z.array(Offer.omit({ calledAs: true })) });

export const shownReferral = (referral: Referral): z.infer<typeof ReferralView> => ({ ...referral, status: TASK_STATUS[referral.stage] });
