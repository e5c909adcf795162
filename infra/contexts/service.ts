import type { ContextWiring } from '../constructs/wiring.ts';

/** Whether the service answers, and what its API is. */
export const service: ContextWiring = {
  name: 'service',
  functions: {
    ServiceApi: {},
  },
};
