import type { ContextWiring } from '../constructs/wiring.ts';

/** Decisions that wait for a person, and the machines that wait for them. */
export const reviews: ContextWiring = {
  name: 'reviews',
  functions: {
    ReviewsApi: { table: 'readWrite', indexes: ['place'] },
    ReviewsSubscribers: { table: 'readWrite', answers: ['Verification', 'Eligibility', 'Enrolment', 'Payment'] },
  },
};
