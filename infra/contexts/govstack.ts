import type { ContextWiring } from '../constructs/wiring.ts';

/** Processes that the Workflow block shows. */
const MACHINES = [
  'AlertLadder',
  'Eligibility',
  'Enrolment',
  'ExitSweep',
  'OutreachCampaign',
  'Payment',
  'Reconciliation',
  'Referral',
  'SevereBloodPressure',
  'UpdateSweep',
  'Verification',
];

/** GovStack's building blocks, each behind its own base path. */
export const govstack: ContextWiring = {
  name: 'govstack',
  functions: {
    GovstackDigitalRegistriesApi: {
      table: 'readWrite',
      indexes: ['lookup'],
      keys: ['encrypt', 'decrypt', 'hash'],
      address: true,
    },
    GovstackInformationMediatorApi: { table: 'readWrite' },
    GovstackInformationMediatorSubscribers: { table: 'readWrite' },
    GovstackRegistrationApi: {
      table: 'readWrite',
      indexes: ['place', 'worker'],
      keys: ['encrypt', 'decrypt', 'hash'],
      documents: 'readWrite',
    },
    GovstackWorkflowApi: { table: 'readWrite', manages: MACHINES },
    GovstackSchedulerApi: { table: 'readWrite', indexes: ['worker', 'place'] },
    GovstackPaymentsApi: { table: 'readWrite', keys: ['encrypt', 'decrypt', 'hash'], partners: true, timeoutSeconds: 29 },
  },
};
