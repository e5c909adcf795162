import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother asked by text for her page. The link is the same for all; there is no challenge where she has no page, or had too many codes. */
export const AccountLinkRequested = fact('enrolment', 'AccountLinkRequested', 1, {
  link: z.string().max(300),
  challengeId: z.uuid().optional(),
});
