import type { ContextWiring } from '../constructs/wiring.ts';

/** A mother and her children on record, each once. */
export const registration: ContextWiring = {
  name: 'registration',
  functions: {
    RegistrationApi: { table: 'readWrite', indexes: ['place', 'lookup'], keys: ['encrypt', 'decrypt', 'hash'] },
    RegistrationSubscribers: { table: 'readWrite', keys: ['encrypt', 'decrypt', 'hash'] },
  },
};
