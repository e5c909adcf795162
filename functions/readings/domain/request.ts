import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import { ReadingPlace } from '../records.ts';

const Name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be a name of letters, digits, dot, dash or underscore');

/** One reading, as it is told to the API. */
export const ReadingRequest = z.strictObject({
  kind: Name.describe("a kind of the programme's readings, such as bloodPressure"),
  childId: z.uuid().optional().describe('left out: of the mother'),
  values: z
    .record(Name, z.number())
    .refine((values) => Object.keys(values).length <= 6, 'may hold 6 numbers')
    .describe('numbers by the parts of the kind; a single number stands under value'),
  unit: z.string().max(20).optional().describe("UCUM; left out: the kind's own"),
  measuredAt: Instant.describe('when it was measured, UTC'),
  device: z.string().trim().min(1).max(80).optional(),
  place: ReadingPlace.optional(),
  measuredBy: z.string().trim().min(1).max(80).optional().describe('an identifier, where it was not who records it'),
  symptoms: z.array(Name).max(20).default([]).describe('danger signs that were told with it'),
});
