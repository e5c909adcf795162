import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';

/** Letters, digits and a few signs: what a rule, an instalment or a version is called in a decision's grounds. */
export const Id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'an id of letters, digits, dot, dash or underscore');

/** Two-letter language tags of message texts. */
export const Language = z.string().regex(/^[a-z]{2,3}$/, 'an ISO 639 code of two or three small letters');

/** A text in several languages; English is what every other language falls back to. */
export const LocalText = z
  .record(Language, z.string().min(1))
  .describe('text by ISO 639 language; languages that are absent fall back to English');
export type LocalText = z.infer<typeof LocalText>;

/** Where the value of a fact comes from when the programme is run. */
export const FactSource = z.enum(['motherAgeYears', 'applicationDate', 'earlierPregnancyOutcomes', 'extra']);

/** A fact about the applicant that the programme's rules may ask for. */
export const Fact = z.strictObject({
  type: z
    .enum(['integer', 'number', 'boolean', 'string', 'date', 'strings', 'claims'])
    .describe('strings: a list of texts; claims: earlier claims with `pregnancy`, `paid` and `outcome`'),
  description: z.string().min(1).describe('what is asked, in one sentence'),
  unit: z.string().optional().describe('unit of a number, such as "completed years" or "INR a year"'),
  source: z.string().optional().describe('who or what proves it: a document, a registry'),
  values: z.array(z.string()).optional().describe('the texts that the rules know; another text is accepted and fits no rule'),
  aliases: z.array(z.string().min(1)).optional().describe('other names under which a file may carry this fact'),
  required: z.boolean().default(false).describe('true: without it no decision is made. false: what is not told counts as not so'),
  recordedFrom: FactSource.default('extra').describe('what fills it in operation; extra: asked at registration'),
  orFrom: z
    .strictObject({ occurrence: z.string(), attribute: z.string() })
    .optional()
    .describe('an attribute of an occurrence that tells it better than the applicant facts, once it has one of `values`'),
});
export type Fact = z.infer<typeof Fact>;

/** The neutral life event that yields an occurrence when the programme is run; `recorded`: a worker or partner records the programme's own type. */
export const OccurrenceSource = z.enum([
  'lastMenstrualPeriod',
  'pregnancyRegistered',
  'liveBirth',
  'delivery',
  'birthRegistered',
  'stillbirth',
  'miscarriage',
  'application',
  'enrolled',
  'childDeath',
  'motherDeath',
  'contact',
  'elapsed',
  'recorded',
]);
export type OccurrenceSource = z.infer<typeof OccurrenceSource>;

/** A length of calendar time; exactly one unit. */
export const Span = z.union([
  z.strictObject({ days: z.int().min(0).describe('calendar days') }),
  z.strictObject({ weeks: z.int().min(0).describe('weeks of seven days') }),
  z.strictObject({ months: z.int().min(0).describe('calendar months, clamped to the month end') }),
]);
export type Span = z.infer<typeof Span>;

/** A date that time is counted from: an occurrence type or a date fact; of several, the first that is known. */
export const Anchor = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .describe('an occurrence type or a date fact; of a list, the first that is known');
export type Anchor = z.infer<typeof Anchor>;

/** A kind of dated happening that the programme's rules may look for. */
export const OccurrenceType = z.strictObject({
  description: z.string().min(1),
  attributes: z.record(z.string(), z.string()).optional().describe('attribute name to what it says'),
  recordedFrom: OccurrenceSource.default('recorded').describe('what yields it in operation'),
  impliedBy: z
    .strictObject({ occurrence: z.string(), attribute: z.string(), values: z.array(z.string()).min(1) })
    .optional()
    .describe('another occurrence that is one of these when an attribute has such a value, unless one was recorded'),
  elapsed: z
    .strictObject({ since: Anchor, after: Span })
    .optional()
    .describe('with recordedFrom elapsed: the day on which it comes about by itself'),
});
export type OccurrenceType = z.infer<typeof OccurrenceType>;

/** Days on which something is in force; both ends count, an absent end is open. */
export const Validity = z.strictObject({
  from: PlainDate.optional().describe('first day'),
  to: PlainDate.optional().describe('last day'),
});
export type Validity = z.infer<typeof Validity>;
