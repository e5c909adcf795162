import type { ContextWiring } from '../constructs/wiring.ts';

/** Contacts, visits, transfers and grievances. */
export const care: ContextWiring = {
  name: 'care',
  functions: {
    CareApi: { table: 'readWrite', indexes: ['worker', 'place'] },
    CareSubscribers: { table: 'readWrite' },
  },
};
