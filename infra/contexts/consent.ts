import type { ContextWiring } from '../constructs/wiring.ts';

/** Agreements, signed records, withdrawal. */
export const consent: ContextWiring = {
  name: 'consent',
  functions: {
    ConsentApi: { table: 'readWrite', keys: ['hash'] },
    ConsentSubscribers: { table: 'readWrite', indexes: ['lookup'], keys: ['decrypt', 'hash', 'sign'], consents: true },
  },
};
