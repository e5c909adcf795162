import type { ContextWiring } from '../constructs/wiring.ts';

/** Corrections, the two sweeps, exits and their reversal. */
export const updating: ContextWiring = {
  name: 'updating',
  functions: {
    UpdatingApi: { table: 'readWrite', keys: ['encrypt', 'hash'] },
    UpdatingSweeps: { table: 'readWrite', indexes: ['due'], keys: ['hash'], publishes: true, partners: true },
    UpdatingSubscribers: { table: 'readWrite' },
  },
  workflows: {
    UpdateSweep: { runs: ['UpdatingSweeps'], schedule: 'update' },
    ExitSweep: { runs: ['UpdatingSweeps'], schedule: 'exit' },
  },
};
