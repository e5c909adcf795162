import * as z from 'zod';
import { Block, Member } from '../../partners/agreement.ts';
import { shelfKind } from '../shelf.ts';

/** A name under which this deployment stands in the Information Mediator, and the services that it offers there. */
export const OwnMember = z.strictObject({
  id: z.string().min(1).max(60),
  member: Member,
  name: z.string().min(1).max(200),
  services: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[\w.-]{1,60}$/, 'must be letters, digits, points, dashes and underscores'),
        block: Block.describe('the building block that answers the calls of the service'),
        serviceId: z.string().min(1).max(60).optional().describe('by which a list can be narrowed down'),
      }),
    )
    .max(50),
});
export type OwnMember = z.infer<typeof OwnMember>;
export const OwnMembers = shelfKind<OwnMember>({ name: 'ownMember', schema: OwnMember.strip(), idOf: ({ id }) => id });
