import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';
import { PlainDate } from '../kernel/dates.ts';

/** A reason against her, by rule, in English and in the languages that the programme has it in. */
export const Ground = z.object({ rule: z.string(), reason: z.string(), texts: z.record(z.string(), z.string()) });
export type Ground = z.infer<typeof Ground>;

const Outcome = z.enum(['eligible', 'ineligible']);

/** What the rules say of the case on a day, with everything that is needed to ask them again. */
export const Assessment = z.object({
  assessmentId: z.uuid(),
  programme: z.string(),
  policyVersion: z.string(),
  /** SHA-256 of the version's text. */
  fingerprint: z.string(),
  asOf: PlainDate,
  inputs: z.object({
    applicant: z.record(z.string(), z.unknown()),
    occurrences: z.array(z.object({ type: z.string(), date: PlainDate, attributes: z.record(z.string(), z.unknown()).optional() })),
  }),
  /** The rules' answer; undetermined when facts that a rule needs are missing. */
  found: z.enum(['eligible', 'ineligible', 'undetermined']),
  foundGrounds: z.array(Ground),
  missingFacts: z.array(z.string()),
});
export type Assessment = z.infer<typeof Assessment>;

/** The latest assessment; a newer one takes its place. */
export const Assessments = entity({ name: 'assessment', schema: Assessment, sk: () => 'ASSESSMENT' });

/** A decision as it was made and told. Never changed: a new one is added. */
export const Decision = Assessment.extend({
  decisionId: z.uuid(),
  outcome: Outcome,
  /** Why not; empty when she is eligible. */
  grounds: z.array(Ground),
  decidedBy: z.enum(['rules', 'review', 'appeal']),
  decidedAt: Instant,
  reviewId: z.uuid().optional(),
  /** The person who decided, for a review or an appeal. */
  decider: z.string().optional(),
});
export type Decision = z.infer<typeof Decision>;

export const Decisions = entity({
  name: 'decision',
  schema: Decision,
  sk: ({ decidedAt, decisionId }) => `DECISION#${decidedAt}#${decisionId}`,
});

/** That she does not accept a decision, in her words. Its review has the same id. */
export const Appeal = z.object({
  reviewId: z.uuid(),
  decisionId: z.uuid(),
  grounds: z.string().max(2000),
  lodgedAt: Instant,
  lodgedBy: z.string(),
  /** overtaken: the case was decided anew before the appeal was. */
  outcome: z.enum(['upheld', 'dismissed', 'overtaken']).optional(),
  decidedAt: Instant.optional(),
});
export type Appeal = z.infer<typeof Appeal>;

export const Appeals = entity({ name: 'appeal', schema: Appeal, sk: ({ reviewId }) => `APPEAL#${reviewId}` });
