import * as z from 'zod';
import { fact } from './fact.ts';

/** The mother wants to enter her account and needs the one-time code of this challenge on her phone. */
export const AccountCodeRequested = fact('enrolment', 'AccountCodeRequested', 1, {
  challengeId: z.uuid(),
});
