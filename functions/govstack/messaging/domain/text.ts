import * as z from 'zod';

/** What stands for something else when a text is written; somebody's own words never do. */
const STANDS_FOR = /^(challenge|set|content):/;

/** The words of a text to a mother. */
export const TextContent = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .regex(/^[^\p{Cc}]*$/u, 'must be one line without control characters')
  .refine((text) => !STANDS_FOR.test(text), 'must not begin with a reserved word and a colon');
