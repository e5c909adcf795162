import { fact } from './fact.ts';

/** A case that was to be erased stays. */
export const ErasureCancelled = fact('updating', 'ErasureCancelled', 1, {});
