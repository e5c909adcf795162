import type { ContextWiring } from '../constructs/wiring.ts';

/** What is measured and seen of mothers and children, and the clock of a severe blood pressure. */
export const readings: ContextWiring = {
  name: 'readings',
  functions: {
    ReadingsApi: { table: 'readWrite' },
    ReadingsTasks: { table: 'readWrite' },
    ReadingsSubscribers: { table: 'readWrite', starts: ['SevereBloodPressure'] },
  },
  workflows: {
    SevereBloodPressure: { runs: ['ReadingsTasks'] },
  },
};
