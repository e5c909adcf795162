import type { ContextWiring } from '../constructs/wiring.ts';

/** The relay of committed events from the table's stream to the bus. */
export const outbox: ContextWiring = {
  name: 'outbox',
  functions: {
    OutboxRelay: { publishes: true },
  },
};
