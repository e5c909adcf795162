import * as z from 'zod';
import { Instant } from './case.ts';
import { entity } from './entity.ts';

/** Somebody of a care team, as the system knows her: a care worker, a user of the staff, or an organisation. */
export const Person = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('worker'), workerId: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('user'), user: z.string().min(1).max(128) }),
  z.strictObject({ kind: z.literal('organisation'), organisationId: z.string().min(1).max(64) }),
]);
export type Person = z.infer<typeof Person>;

/** A member of the care team of a case, beside the worker to whom the case is assigned. */
export const TeamMember = z.object({
  memberId: z.uuid(),
  who: Person,
  /** One of the programme's roles. */
  role: z.string(),
  /** Whether she leads the team; one member does at a time. */
  leads: z.boolean(),
  from: Instant,
  addedBy: z.string(),
  /** Absent while she belongs to the team. */
  until: Instant.optional(),
  leftBecause: z.string().max(500).optional(),
});
export type TeamMember = z.infer<typeof TeamMember>;

export const TeamMembers = entity({ name: 'teamMember', schema: TeamMember, sk: ({ memberId }) => `MEMBER#${memberId}` });

/** Whether somebody belongs to the team at an instant. */
export const isMember = ({ from, until }: Pick<TeamMember, 'from' | 'until'>, at: Instant): boolean =>
  from <= at && (until === undefined || at < until);
