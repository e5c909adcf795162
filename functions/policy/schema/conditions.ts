import * as z from 'zod';
import { Anchor } from './vocabulary.ts';

const fact = z.string().min(1).describe('name of a declared fact');
const limit = z.number().describe('in the unit of the fact');
const occurrence = z.string().min(1).describe('a declared occurrence type');

/** Attribute name to the values that fit, compared as text. */
export const Where = z
  .record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])).min(1))
  .describe('attribute to the values that fit');
export type Where = z.infer<typeof Where>;

const Leaf = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('atLeast'), fact, limit }).describe('the number is the limit or more'),
  z.strictObject({ kind: z.literal('atMost'), fact, limit }).describe('the number is the limit or less'),
  z.strictObject({ kind: z.literal('below'), fact, limit }).describe('the number is less than the limit'),
  z.strictObject({ kind: z.literal('above'), fact, limit }).describe('the number is more than the limit'),
  z.strictObject({ kind: z.literal('is'), fact, value: z.union([z.string(), z.number(), z.boolean()]) }),
  z.strictObject({ kind: z.literal('oneOf'), fact, values: z.array(z.string()).min(1) }),
  z.strictObject({ kind: z.literal('inSet'), fact, set: z.string().describe('name of a set of the version') }),
  z.strictObject({ kind: z.literal('has'), fact, anyOf: z.array(z.string()).min(1) }).describe('the list holds at least one of these'),
  z.strictObject({ kind: z.literal('known'), fact }).describe('the fact was told'),
  z
    .strictObject({ kind: z.literal('occurred'), occurrence, where: Where.optional() })
    .describe('at least one such occurrence, with these attributes, by the day of evaluation'),
  z
    .strictObject({ kind: z.literal('within'), days: z.int().min(0).describe('calendar days'), of: Anchor, by: Anchor })
    .describe('`by` is at most so many days after `of`; while one of them is unknown it holds'),
]);
type Leaf = z.infer<typeof Leaf>;

/** A question about facts and occurrences. Answers are met, not met, or unknown (a required fact is missing). */
export type Condition =
  | Leaf
  | { kind: 'allOf'; conditions: readonly Condition[] }
  | { kind: 'anyOf'; conditions: readonly Condition[] }
  | { kind: 'noneOf'; conditions: readonly Condition[] };

const several = z.array(z.lazy(() => Condition)).min(1);

export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    Leaf,
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('allOf'), conditions: several }),
      z.strictObject({ kind: z.literal('anyOf'), conditions: several }),
      z.strictObject({ kind: z.literal('noneOf'), conditions: several }),
    ]),
  ]),
);

/** A condition and all that it is made of, outermost first. */
export const partsOf = (condition: Condition): readonly Condition[] =>
  condition.kind === 'allOf' || condition.kind === 'anyOf' || condition.kind === 'noneOf'
    ? [condition, ...condition.conditions.flatMap(partsOf)]
    : [condition];
