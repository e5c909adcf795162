import type { ContextWiring } from '../constructs/wiring.ts';

/** Number, account, payment address and care worker. */
export const enrolment: ContextWiring = {
  name: 'enrolment',
  functions: {
    EnrolmentApi: {
      table: 'readWrite',
      indexes: ['lookup', 'place'],
      keys: ['encrypt', 'hash'],
      partners: true,
      nationalSignIn: 'offers',
    },
    EnrolmentTasks: { table: 'readWrite', indexes: ['place'], partners: true },
    EnrolmentSubscribers: { table: 'readWrite', indexes: ['place'], starts: ['Enrolment'], partners: true },
  },
  workflows: {
    Enrolment: { runs: ['EnrolmentTasks'] },
  },
};
