import type { ContextWiring } from '../constructs/wiring.ts';

/** Corrections, the two sweeps, exits and their reversal. */
export const updating: ContextWiring = {
  name: 'updating',
  functions: {
    UpdatingApi: { table: 'readWrite', keys: ['encrypt', 'decrypt', 'hash'] },
    /** Corrections carry the numbering plans of all countries: apart, so that the others stay small. */
    UpdatingConsumers: { table: 'readWrite', keys: ['encrypt', 'decrypt', 'hash'], consumes: {} },
    UpdatingSweeps: { table: 'readWrite', indexes: ['due'], keys: ['encrypt', 'decrypt', 'hash'], publishes: true, partners: true },
    UpdatingSubscribers: { table: 'readWrite', indexes: ['lookup'], keys: ['encrypt', 'decrypt', 'hash'] },
  },
  workflows: {
    UpdateSweep: { runs: ['UpdatingSweeps'], schedule: 'update' },
    ExitSweep: { runs: ['UpdatingSweeps'], schedule: 'exit' },
  },
};
