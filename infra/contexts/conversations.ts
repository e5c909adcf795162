import type { ContextWiring } from '../constructs/wiring.ts';

/** What mothers write, and who asks to be registered. */
export const conversations: ContextWiring = {
  name: 'conversations',
  functions: {
    ConversationsApi: {
      table: 'readWrite',
      indexes: ['lookup', 'place'],
      keys: ['encrypt', 'decrypt', 'hash'],
      texts: true,
      partners: true,
    },
    ConversationsConsumers: {
      table: 'readWrite',
      indexes: ['lookup'],
      keys: ['encrypt', 'hash'],
      texts: true,
      consumes: { topics: ['incomingTexts'] },
    },
    ConversationsSubscribers: { table: 'readWrite', keys: ['hash'] },
  },
};
