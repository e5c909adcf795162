import type { ContextWiring } from '../constructs/wiring.ts';

/** Alerts, the ladder that each climbs until a person accepts, and the lists of work. */
export const alerts: ContextWiring = {
  name: 'alerts',
  functions: {
    AlertsApi: { table: 'readWrite', indexes: ['worker', 'place'], keys: ['encrypt'] },
    AlertsTasks: { table: 'readWrite', answers: ['AlertLadder'] },
    AlertsSubscribers: { table: 'readWrite', starts: ['AlertLadder'], answers: ['AlertLadder'] },
  },
  workflows: {
    AlertLadder: { runs: ['AlertsTasks'] },
  },
};
