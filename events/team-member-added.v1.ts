import * as z from 'zod';
import { fact } from './fact.ts';

/** Somebody joined the care team of a case. */
export const TeamMemberAdded = fact('team', 'TeamMemberAdded', 1, {
  memberId: z.uuid(),
  role: z.string().max(64),
});
