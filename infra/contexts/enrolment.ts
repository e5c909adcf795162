import type { ContextWiring } from '../constructs/wiring.ts';

/** Number, card, account, payment address and care worker. */
export const enrolment: ContextWiring = {
  name: 'enrolment',
  functions: {
    EnrolmentApi: { table: 'readWrite', indexes: ['lookup', 'place'] },
    EnrolmentTasks: { table: 'readWrite', indexes: ['place'], keys: ['decrypt'], partners: true },
    EnrolmentSubscribers: { table: 'readWrite', starts: ['Enrolment'] },
  },
  workflows: {
    Enrolment: { runs: ['EnrolmentTasks'] },
  },
};
