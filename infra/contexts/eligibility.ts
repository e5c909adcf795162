import type { ContextWiring } from '../constructs/wiring.ts';

/** The programme's rules, and appeals against them. */
export const eligibility: ContextWiring = {
  name: 'eligibility',
  functions: {
    EligibilityApi: { table: 'readWrite' },
    EligibilityTasks: { table: 'readWrite', answers: ['Eligibility'] },
    EligibilitySubscribers: { table: 'readWrite', starts: ['Eligibility'] },
  },
  workflows: {
    Eligibility: { runs: ['EligibilityTasks'] },
  },
};
