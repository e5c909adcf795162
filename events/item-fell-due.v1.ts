import * as z from 'zod';
import { fact } from './fact.ts';

/** What can be due in a case. Each kind has one owner, and the bus brings it to nobody else. */
export const DUE_KINDS = [
  'alert',
  'bereavement',
  'birthRegistration',
  'caseReview',
  'childAge',
  'consentRegister',
  'contact',
  'emails',
  'emailsWaiting',
  'eligibility',
  'enrolment',
  'entitlement',
  'erasure',
  'exit',
  'grievance',
  'immunization',
  'message',
  'messageReceipt',
  'messageSet',
  'monitoring',
  'payment',
  'paymentAddress',
  'phoneChange',
  'planAction',
  'question',
  'referral',
  'registryFile',
  'review',
  'schedulerAlert',
  'screen',
  'severeEpisode',
  'verification',
  'webhook',
  'worker',
] as const;
export type DueKind = (typeof DUE_KINDS)[number];

/** Something of a case is due today; found by a sweep, done by who owns it. */
export const ItemFellDue = fact('updating', 'ItemFellDue', 1, {
  kind: z.enum(DUE_KINDS),
  item: z.string().max(120),
  dueOn: z.iso.date(),
});
