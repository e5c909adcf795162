import type { ContextWiring } from '../constructs/wiring.ts';

/** What a mother is told, in her language. */
export const messaging: ContextWiring = {
  name: 'messaging',
  functions: {
    MessagingApi: { table: 'readWrite', indexes: ['lookup'], receipts: true },
    MessagingConsumers: { table: 'readWrite', keys: ['decrypt', 'hash'], texts: true, consumes: { paced: 'smsPerSecond' } },
    MessagingSubscribers: { table: 'readWrite' },
  },
};
