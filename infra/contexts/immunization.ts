import type { ContextWiring } from '../constructs/wiring.ts';

/** Vaccine doses of children and what they need next. */
export const immunization: ContextWiring = {
  name: 'immunization',
  functions: {
    ImmunizationApi: { table: 'readWrite' },
    ImmunizationSubscribers: { table: 'readWrite' },
  },
};
