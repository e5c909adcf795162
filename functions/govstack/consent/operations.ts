import type { Operation } from '../../runtime/operation.ts';
import { auditOperations } from './api/audit-consents.ts';
import { dataAgreementOperations } from './api/manage-data-agreements.ts';
import { individualOperations } from './api/manage-individuals.ts';
import { policyOperations } from './api/manage-policies.ts';
import { recordOperations, type RecordNeeds } from './api/keep-records.ts';
import { verificationOperations } from './api/verify-consents.ts';
import { webhookOperations, type WebhookNeeds } from './api/manage-webhooks.ts';

/** The 42 operations of the definition, and two of ours: the revisions of a record, and the public key. */
export const consentOperations = (needs: RecordNeeds & WebhookNeeds): readonly Operation[] => [
  ...policyOperations(needs),
  ...dataAgreementOperations(needs),
  ...individualOperations(needs),
  ...webhookOperations(needs),
  ...recordOperations(needs),
  ...verificationOperations(needs),
  ...auditOperations(needs),
];
