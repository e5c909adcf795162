import type { ContextWiring } from '../constructs/wiring.ts';

/** What a mother is told, in her language. */
export const messaging: ContextWiring = {
  name: 'messaging',
  functions: {
    MessagingApi: { table: 'readWrite', indexes: ['lookup'], partners: true },
    MessagingSubscribers: { table: 'readWrite', keys: ['decrypt', 'hash'], texts: true, partners: true },
  },
};
