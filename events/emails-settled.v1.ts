import { fact } from './fact.ts';

/** Nothing of a request for e-mails is under way any more. */
export const EmailsSettled = fact('govstack', 'EmailsSettled', 1, {});
