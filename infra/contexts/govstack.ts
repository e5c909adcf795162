import type { ContextWiring } from '../constructs/wiring.ts';

/** GovStack's building blocks, each behind its own base path. */
export const govstack: ContextWiring = {
  name: 'govstack',
  functions: {
    GovstackMessagingApi: { table: 'readWrite', indexes: ['lookup'] },
    // few at once: a new account of SES takes one e-mail a second
    GovstackMessagingConsumers: {
      table: 'readWrite',
      keys: ['sign'],
      emails: true,
      consumes: { batchSize: 1, maxConcurrency: 2 },
    },
    GovstackEmailEventsConsumers: { table: 'readWrite', consumes: { topics: ['emailEvents'] } },
    GovstackConsentApi: { table: 'readWrite', keys: ['encrypt', 'decrypt', 'hash', 'sign'] },
    GovstackInformationMediatorApi: { table: 'readWrite' },
  },
};
