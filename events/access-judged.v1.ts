import * as z from 'zod';
import { fact } from './fact.ts';

/** A supervisor has looked into why somebody opened a case outside her areas. */
export const AccessJudged = fact('team', 'AccessJudged', 1, {
  grantId: z.uuid(),
  justified: z.boolean(),
});
