import type { ContextWiring } from '../constructs/wiring.ts';

/** GovStack's building blocks, each behind its own base path. */
export const govstack: ContextWiring = {
  name: 'govstack',
  functions: {
    GovstackInformationMediatorApi: { table: 'readWrite' },
    GovstackPaymentsApi: { table: 'readWrite', keys: ['encrypt', 'decrypt', 'hash'], partners: true, timeoutSeconds: 29 },
  },
};
