import * as z from 'zod';

const OneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Conditions = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.boolean(), z.number(), z.array(z.string())])));

export const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: OneOrMore.optional(),
  NotAction: OneOrMore.optional(),
  Resource: OneOrMore.optional(),
  NotResource: OneOrMore.optional(),
  Principal: z.union([z.string(), z.record(z.string(), OneOrMore)]).optional(),
  Condition: Conditions.optional(),
});
export type Statement = z.output<typeof Statement>;
