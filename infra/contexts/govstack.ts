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
    GovstackInformationMediatorApi: { table: 'readWrite' },
    GovstackWorkflowApi: { table: 'readWrite', manages: MACHINES },
    GovstackPaymentsApi: { table: 'readWrite', keys: ['encrypt', 'decrypt', 'hash'], partners: true, timeoutSeconds: 29 },
  },
};
