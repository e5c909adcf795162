import * as z from 'zod';
import { fact } from './fact.ts';

/** Somebody left the care team of a case. */
export const TeamMemberLeft = fact('team', 'TeamMemberLeft', 1, {
  memberId: z.uuid(),
  role: z.string().max(64),
});
