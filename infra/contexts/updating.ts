import type { ContextWiring } from '../constructs/wiring.ts';

/** Corrections, the two sweeps, exits and their reversal. */
export const updating: ContextWiring = {
  name: 'updating',
  functions: {
    UpdatingApi: { table: 'readWrite', keys: ['encrypt', 'decrypt', 'hash'] },
    UpdatingSweeps: { table: 'readWrite', indexes: ['due'], keys: ['encrypt', 'decrypt', 'hash'], publishes: true, partners: true },
    UpdatingSubscribers: { table: 'readWrite', indexes: ['lookup'], keys: ['encrypt', 'decrypt', 'hash'] },
  },
  workflows: {
    UpdateSweep: { runs: ['UpdatingSweeps'], schedule: 'update' },
    ExitSweep: { runs: ['UpdatingSweeps'], schedule: 'exit' },
  },
};
