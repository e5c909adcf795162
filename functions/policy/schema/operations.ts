import * as z from 'zod';
import { ProgrammeExitReason } from './exit-reason.ts';
import { ImmunizationOperations } from './immunization.ts';
import { AlertRules } from './alerts.ts';
import { MessageSets } from './message-sets.ts';
import { SignOff, Texting } from './texting.ts';
import { ReferralRules } from './referrals.ts';
import { Screening } from './screening.ts';
import { Readings } from './readings.ts';
import { Conversations } from './conversations.ts';
import { TeamOperations } from './team.ts';
import { Loss } from './loss.ts';
import { MessageTemplateId } from './message-templates.ts';
import { Id, Language } from './vocabulary.ts';

const days = (what: string) => z.int().min(0).describe(`${what}, calendar days`);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');

/** A contact with the mother or the child that the programme plans. */
export const ContactPlan = z.strictObject({
  id: Id,
  name: z.string().min(1),
  of: z.enum(['mother', 'child']),
  anchor: z.enum(['lastMenstrualPeriod', 'birth', 'registration', 'dangerSign']),
  dueDay: z.int().min(0).describe('days after the anchor'),
  opensDaysBefore: days('how long before the due day it may be done'),
  closesDaysAfter: days('how long after the due day it may be done'),
  madeUpUntilDay: z
    .int()
    .min(1)
    .optional()
    .describe(
      'until how many days after the anchor it is still made up for, at once, when its window was over before it could be planned; absent: it is not',
    ),
  birthPlace: z.enum(['home', 'facility']).optional().describe('planned only after a birth in such a place; absent: after any'),
  when: z.strictObject({ risk: Id }).optional().describe('planned only for whom this risk is recorded; absent: for all'),
  withChild: z.boolean().default(false).describe('of the mother and her newborn: after her death it is planned with each living child'),
  occurrences: z.array(z.string()).default([]).describe('occurrence types that a done visit yields'),
  urgent: z.boolean().default(false).describe('shown first to the worker'),
});
export type ContactPlan = z.infer<typeof ContactPlan>;

/** A text to the mother. Phones are shared: it never names a diagnosis or any health detail. */
export const MessageTemplate = z.strictObject({
  variables: z.array(z.string().regex(/^[a-z][A-Za-z]*$/)).describe('the only placeholders its texts may use'),
  texts: z.record(Language, z.string().min(1)).describe('text by language, with {variable} placeholders; en is required'),
  urgency: z
    .enum(['now', 'waking'])
    .optional()
    .describe('now: sent at any hour, for what she waits for or a danger; absent: waits for waking hours'),
  subject: z
    .enum(['always', 'mother', 'child'])
    .optional()
    .describe('always: no mute holds it; mother: goes on after a loss, as her own care and money do; absent: child'),
  topic: Id.optional().describe('a topic of `texting` that she may stop by itself; absent: only with everything'),
  clinical: z.boolean().optional().describe('advice on health: needs a sign-off'),
  signOff: SignOff.optional(),
});
export type MessageTemplate = z.infer<typeof MessageTemplate>;

/** How a programme is run, beside what it pays. */
export const Operations = z.strictObject({
  contacts: z.array(ContactPlan),
  verification: z.strictObject({
    fields: z
      .array(
        z.strictObject({
          field: z.enum(['givenName', 'familyName', 'birthDate', 'sex', 'birthPlace', 'motherNationalId']),
          of: z.enum(['mother', 'child']),
          from: z.enum(['identity', 'civilRegistry']),
          compare: z.enum(['exact', 'name', 'date']),
          required: z.boolean().describe('a difference, or no answer, needs a review'),
        }),
      )
      .min(1),
    reviewDueDays: days('until a review of differences is overdue'),
    retryAfterMinutes: z.array(z.int().min(1)).min(1).describe('pauses before the next try when a partner is down; the last one repeats'),
    birthRegistrationWaitDays: days('how long a birth registration is awaited before a person looks'),
  }),
  review: z.strictObject({
    duplicateDueDays: days('until a review of a probable duplicate is overdue'),
    eligibility: z.enum(['always', 'ineligible', 'never']).describe('which outcomes a worker looks at before they stand'),
    eligibilityDueDays: days('until such a review is overdue'),
    appealDays: days('how long after the decision she may appeal'),
  }),
  payment: z.strictObject({
    approval: z.enum(['none', 'secondPerson']),
    approvalDueDays: days('until an approval is overdue'),
    confirmWithinHours: z.int().min(1).describe('the rail should have answered by then'),
    statusQueryAfterHours: z.array(z.int().min(1)).min(1).describe('hours after the instruction at which an unanswered one is asked about'),
    maxAttempts: z.int().min(1).describe('instructions of one line, before a person decides'),
    standardDays: days('service standard from conditions met to money received'),
    descriptionText: z.string().min(1).max(35).describe('what stands on the statement; no health detail'),
    rail: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,30}$/, 'a name of 2 to 31 small letters, digits and dashes')
      .describe('the payment rail: govstack, or a name under partners.rails of the deployment'),
  }),
  exits: z.array(
    z.strictObject({
      reason: ProgrammeExitReason,
      afterMonths: z.int().min(0).optional().describe('months after the birth'),
      graceDays: z.int().min(0).optional().describe('days between the fact and the exit'),
      payments: z.enum(['stop', 'payEarned']),
      messages: z.enum(['stop', 'keepMother', 'bereavement']),
      reversibleDays: days('how long the exit can be undone'),
    }),
  ),
  corrections: z.array(
    z.strictObject({
      field: z.enum([
        'mother.givenName',
        'mother.familyName',
        'mother.birthDate',
        'mother.phone',
        'mother.address',
        'mother.nationalId',
        'area',
        'language',
        'paymentAddress',
        'child.givenName',
        'child.familyName',
        'child.birthDate',
        'child.sex',
        'child.birthPlace',
        'child.certificate',
        'pregnancy.lastMenstrualPeriodOn',
        'applicant',
      ]),
      roles: z.array(z.enum(['worker', 'supervisor', 'mother', 'partner'])).min(1),
      approval: z.boolean().describe('a second person has to agree'),
    }),
  ),
  reminders: z.strictObject({
    daysBefore: z.array(z.int().min(0)),
    quietHours: z.strictObject({ from: clock, to: clock }).describe("nothing is sent between these times of the programme's zone"),
  }),
  immunization: ImmunizationOperations.optional().describe('absent: the programme plans no vaccines'),
  grievances: z.strictObject({ dueDays: days('until an answer is overdue'), owner: z.literal('supervisor') }),
  numbers: z.strictObject({
    prefix: z
      .string()
      .regex(/^[A-Z0-9]{2,6}$/)
      .describe('start of every programme number'),
  }),
  limits: z.strictObject({
    motherMinAgeYears: z.int().min(8).describe('younger is taken for an error, completed years'),
    motherMaxAgeYears: z.int().max(80).describe('older is taken for an error, completed years'),
    gestationMaxDays: z.int().min(280).max(320),
    childMaxAgeMonths: z.int().min(1).describe('older children are not registered, completed months'),
  }),
  alerts: AlertRules,
  texting: Texting,
  messageSets: MessageSets,
  referrals: ReferralRules,
  screening: Screening,
  readings: Readings,
  conversations: Conversations,
  team: TeamOperations,
  loss: Loss,
  messages: z.record(MessageTemplateId, MessageTemplate),
});
export type Operations = z.infer<typeof Operations>;

/** Which shared operations a programme uses, and what it does otherwise. */
export const OperationsChoice = z.strictObject({
  shared: Id.describe('name of a file in operations/'),
  contactOccurrences: z.record(z.string(), z.array(Id)).optional().describe('occurrence type to the contacts that yield it'),
  verification: Operations.shape.verification.partial().optional(),
  review: Operations.shape.review.partial().optional(),
  payment: Operations.shape.payment.partial().optional(),
  exits: Operations.shape.exits.optional().describe('replaces the exits of the same reason'),
  corrections: Operations.shape.corrections.optional(),
  contacts: Operations.shape.contacts.optional(),
  reminders: Operations.shape.reminders.partial().optional(),
  grievances: Operations.shape.grievances.partial().optional(),
  immunization: ImmunizationOperations.optional(),
  numbers: Operations.shape.numbers.optional(),
  limits: Operations.shape.limits.partial().optional(),
  alerts: AlertRules.optional().describe('replaces the shared rules of alerts as a whole'),
  texting: Texting.partial().optional(),
  messageSets: MessageSets.optional(),
  referrals: Operations.shape.referrals.optional().describe('replaces the shared rules of referral as a whole'),
  screening: Screening.partial().optional(),
  readings: Readings.optional(),
  conversations: Conversations.partial().optional(),
  team: TeamOperations.optional().describe('replaces the shared one'),
  loss: Loss.partial().optional(),
  messages: z
    .partialRecord(MessageTemplateId, MessageTemplate.partial())
    .optional()
    .describe('texts are added to the shared ones, language by language'),
});
export type OperationsChoice = z.infer<typeof OperationsChoice>;
