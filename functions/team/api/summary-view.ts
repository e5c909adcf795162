import * as z from 'zod';

/** A case at one look, section by section. */
export const SummaryView = z.array(
  z.object({
    section: z.string(),
    lines: z.array(
      z.object({
        what: z.string().describe('what the line is about, as a code'),
        value: z.union([z.string(), z.number(), z.boolean()]),
        on: z.string().optional().describe('the day of it'),
      }),
    ),
  }),
);
