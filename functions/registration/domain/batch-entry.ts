import * as z from 'zod';
import { ChildRequest, RegistrationRequest } from './request.ts';

const Reference = z.string().regex(/^[\w.:-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, colons, hyphens or underlines');

/** One registration of a batch: a mother, with her children where they come with her, or a child that names its mother. */
export const BatchEntry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mother'),
    externalReference: Reference,
    registration: RegistrationRequest.omit({ externalReference: true }),
  }),
  z.strictObject({
    kind: z.literal('child'),
    externalReference: Reference,
    motherReference: Reference.describe('the external reference of the mother'),
    child: ChildRequest,
  }),
]);
export type BatchEntry = z.infer<typeof BatchEntry>;

/** How many entries one call takes: each is a transaction of its own. */
export const MOST_ENTRIES = 50;
