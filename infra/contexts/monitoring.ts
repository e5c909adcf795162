import type { ContextWiring } from '../constructs/wiring.ts';

/** Counts, minutes fresh. */
export const monitoring: ContextWiring = {
  name: 'monitoring',
  functions: {
    MonitoringApi: { table: 'readWrite', indexes: ['place'] },
    MonitoringSubscribers: { table: 'readWrite' },
  },
};
