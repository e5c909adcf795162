import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { Condition } from './conditions.ts';
import { Cover, Entitlement } from './entitlements.ts';
import { Anchor, Fact, Id, LocalText, OccurrenceType } from './vocabulary.ts';

/** One clause of a named rule of who is in; a rule may have several. Every clause is applied, and all that fail are told. */
export const EligibilityRule = z.strictObject({
  id: Id,
  description: z.string().min(1).describe('the rule in plain words'),
  when: Condition.optional().describe('whom the rule is about; absent: everyone'),
  requires: Condition,
  reason: z.string().min(1).describe('what is said when it fails; {limit} is the number it failed at, {name} the value of a fact'),
  reasonTexts: LocalText.optional().describe('the reason in other languages, for her'),
  variants: z
    .array(z.strictObject({ when: Condition, reason: z.string().min(1), reasonTexts: LocalText.optional() }))
    .default([])
    .describe('other wordings; the first whose condition holds is used, and its numbers are {limit}'),
});
export type EligibilityRule = z.infer<typeof EligibilityRule>;

/** One policy of a programme, for the days on which it is in force. Never edited once in force: a change is a new version. */
export const Version = z.strictObject({
  id: Id,
  effectiveFrom: PlainDate.optional().describe('first day; absent: since ever'),
  effectiveTo: PlainDate.optional().describe('last day; absent: until further notice'),
  summary: z.string().min(1).describe('what this version is, in one sentence'),
  applicant: z.record(z.string(), Fact).describe('facts that the rules may ask for'),
  occurrences: z.record(z.string(), OccurrenceType).describe('dated happenings that the rules may look for'),
  sets: z.record(z.string(), z.array(z.string()).min(1)).default({}).describe('named lists of texts, such as a group of states'),
  eligibility: z.strictObject({ rules: z.array(EligibilityRule) }),
  entitlements: z.array(Entitlement),
  holds: z
    .array(z.strictObject({ rule: Id, requires: Condition, reason: z.string().min(1) }))
    .default([])
    .describe('until this is met, what is due to the mother is held'),
  endings: z
    .array(
      z.strictObject({
        occurrence: z.string(),
        forfeits: z.array(Id).min(1).describe('entitlements that can no longer be earned'),
        reason: z.string().min(1),
      }),
    )
    .default([])
    .describe('what a loss or a death ends; what was earned before stays'),
  cover: Cover.optional(),
  exits: z
    .array(z.strictObject({ rule: Id, reason: z.string().min(1), anchor: Anchor, afterMonths: z.int().min(0) }))
    .default([])
    .describe('the day on which the programme is over for her'),
  otherRules: z.record(Id, z.string().min(1)).default({}).describe('named rules that explain others and are cited with them: id to text'),
  unconfirmed: z.array(z.string()).default([]).describe('what no source confirms, in this version'),
});
export type Version = z.infer<typeof Version>;
