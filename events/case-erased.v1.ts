import { fact } from './fact.ts';

/** Everything personal of a case was erased; what was counted and paid stays, without the person. */
export const CaseErased = fact('updating', 'CaseErased', 1, {});
