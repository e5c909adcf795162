import type { ContextWiring } from '../constructs/wiring.ts';

/** GovStack's building blocks, each behind its own base path. */
export const govstack: ContextWiring = {
  name: 'govstack',
  functions: {
    GovstackConsentApi: { table: 'readWrite', keys: ['encrypt', 'decrypt', 'hash', 'sign'] },
    GovstackInformationMediatorApi: { table: 'readWrite' },
  },
};
