import { fact } from './fact.ts';

/** She wants texts again; what was silenced meanwhile is not sent. */
export const MessagesResumed = fact('messaging', 'MessagesResumed', 1, {});
