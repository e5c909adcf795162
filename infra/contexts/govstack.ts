import type { ContextWiring } from '../constructs/wiring.ts';

/** GovStack's building blocks, each behind its own base path. */
export const govstack: ContextWiring = {
  name: 'govstack',
  functions: {
    GovstackDigitalRegistriesApi: {
      table: 'readWrite',
      indexes: ['lookup'],
      keys: ['encrypt', 'decrypt', 'hash'],
      address: true,
    },
    GovstackInformationMediatorApi: { table: 'readWrite' },
    GovstackRegistrationApi: {
      table: 'readWrite',
      indexes: ['place', 'worker'],
      keys: ['encrypt', 'decrypt', 'hash'],
      documents: 'readWrite',
    },
  },
};
