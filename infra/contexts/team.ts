import type { ContextWiring } from '../constructs/wiring.ts';

/** The people around a case: its care team, their shared plan and reviews, and who looks in from outside. */
export const team: ContextWiring = {
  name: 'team',
  functions: {
    TeamApi: { table: 'readWrite', indexes: ['place', 'worker'] },
    TeamSubscribers: { table: 'readWrite' },
  },
};
