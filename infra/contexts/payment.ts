import type { ContextWiring } from '../constructs/wiring.ts';

/** Entitlements and instructions: each line paid exactly once. */
export const payment: ContextWiring = {
  name: 'payment',
  functions: {
    PaymentApi: { table: 'readWrite', indexes: ['lookup'], keys: ['hash'], partners: true },
    PaymentTasks: { table: 'readWrite', indexes: ['lookup'], answers: ['Payment'], partners: true },
    PaymentSubscribers: { table: 'readWrite', starts: ['Payment'], answers: ['Payment'] },
  },
  workflows: {
    Payment: { runs: ['PaymentTasks'] },
    Reconciliation: { runs: ['PaymentTasks'], schedule: 'reconciliation' },
  },
};
