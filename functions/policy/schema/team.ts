import * as z from 'zod';
import { Id } from './vocabulary.ts';

/** What makes a case review due. */
const Occasion = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('alertClosed'),
    levels: z.array(z.enum(['routine', 'urgent', 'emergency'])).min(1),
  }),
  z.strictObject({
    event: z.literal('contactsMissed'),
    count: z.int().min(1).describe('missed contacts that nobody has made up for, and that no review of this rule was held about'),
  }),
  z.strictObject({ event: z.literal('birth'), afterDays: z.int().min(0).describe('days after the birth of the youngest child') }),
]);

/** A rule by which a case is reviewed by those around it. */
export const CaseReviewRule = z.strictObject({
  id: Id,
  when: Occasion,
  dueInDays: z
    .int()
    .min(0)
    .describe('days from the occasion until the review has to be held; of a birth: from the day that the rule names'),
  participants: z.array(Id).min(1).describe('roles of the care team that take part'),
  source: z.string().min(1).describe('who says so'),
});
export type CaseReviewRule = z.infer<typeof CaseReviewRule>;

/** The people around a case: their roles, their shared plan, their reviews, and who may look in from outside. */
export const TeamOperations = z
  .strictObject({
    roles: z.array(Id).min(1).describe('what a member of a care team may be'),
    goalDomains: z.array(Id).min(1).describe('what a goal of the shared plan may be about'),
    overdueEveryDays: z.int().min(1).describe('how often an overdue action or case review is reported, days'),
    access: z.strictObject({
      openMinutes: z
        .int()
        .min(1)
        .max(24 * 60)
        .describe('how long a case outside her areas stays open to a member of the staff who gave a reason, minutes'),
      source: z.string().min(1),
    }),
    caseReviews: z.array(CaseReviewRule),
  })
  .refine(({ roles, caseReviews }) => caseReviews.every(({ participants }) => participants.every((role) => roles.includes(role))), {
    message: 'participants of a case review must be among the roles',
    path: ['caseReviews'],
  });
export type TeamOperations = z.infer<typeof TeamOperations>;
