import type { ContextWiring } from '../constructs/wiring.ts';

/** Questionnaires on mood, social needs, functioning and satisfaction: offered, asked by text or by a worker, scored. */
export const screening: ContextWiring = {
  name: 'screening',
  functions: {
    ScreeningApi: { table: 'readWrite' },
    ScreeningSubscribers: { table: 'readWrite' },
  },
};
