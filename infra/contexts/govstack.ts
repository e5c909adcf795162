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
      consents: true,
      timeoutSeconds: 29,
    },
    GovstackDigitalRegistriesFilesApi: { table: 'readWrite', keys: ['decrypt', 'hash'], documents: 'readWrite' },
    GovstackDigitalRegistriesFilesSubscribers: { table: 'readWrite', documents: 'readWrite' },
    GovstackMessagingApi: { table: 'readWrite', indexes: ['lookup'] },
    // few at once: a new account of SES takes one e-mail a second
    GovstackMessagingConsumers: {
      table: 'readWrite',
      keys: ['sign'],
      emails: true,
      consumes: { batchSize: 1, maxConcurrency: 2 },
    },
    GovstackEmailEventsConsumers: { table: 'readWrite', consumes: { topics: ['emailEvents'] } },
    GovstackConsentApi: {
      table: 'readWrite',
      keys: ['encrypt', 'decrypt', 'hash', 'sign'],
      webhooks: true,
      consents: true,
      timeoutSeconds: 29,
      starts: ['WebhookRound'],
    },
    GovstackInformationMediatorApi: { table: 'readWrite', keys: ['encrypt', 'hash'], webhooks: true },
    // asks the country's block about each purpose before it answers
    GovstackConsentRegisterApi: { table: 'readWrite', indexes: ['lookup'], keys: ['hash'], consents: true, timeoutSeconds: 29 },
    GovstackInformationMediatorSubscribers: { table: 'readWrite' },
    GovstackRegistrationApi: {
      table: 'readWrite',
      indexes: ['place', 'worker'],
      keys: ['encrypt', 'decrypt', 'hash'],
    },
    GovstackRegistrationDocumentsApi: { table: 'readWrite', documents: 'readWrite' },
    GovstackWorkflowApi: { table: 'readWrite', manages: MACHINES },
    GovstackSchedulerApi: { table: 'readWrite', indexes: ['worker', 'place'], webhooks: true },
    GovstackSchedulerSubscribers: { table: 'read', starts: ['SchedulerAlert'] },
    GovstackSchedulerTasks: { table: 'readWrite' },
    // calls addresses that others gave us, and texts care workers
    GovstackSchedulerConsumers: {
      table: 'readWrite',
      keys: ['sign', 'decrypt'],
      webhooks: true,
      texts: true,
      consumes: { batchSize: 1, maxConcurrency: 2 },
    },
    GovstackPaymentsApi: {
      table: 'readWrite',
      indexes: ['lookup'],
      keys: ['encrypt', 'decrypt', 'hash'],
      partners: true,
      timeoutSeconds: 29,
    },
    GovstackPaymentsSubscribers: { starts: ['RailWork'] },
    // as long as a slow rail takes over some requests at once
    GovstackPaymentsTasks: { table: 'readWrite', keys: ['decrypt'], partners: true, timeoutSeconds: 300 },
  },
  workflows: {
    RailWork: { runs: ['GovstackPaymentsTasks'] },
    SchedulerAlert: { runs: ['GovstackSchedulerTasks'] },
  },
};
