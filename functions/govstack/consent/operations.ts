import type { Operation } from '../../runtime/operation.ts';
import { auditOperations } from './api/audit.ts';
import { dataAgreementOperations } from './api/data-agreements.ts';
import { individualOperations } from './api/individuals.ts';
import { policyOperations } from './api/policies.ts';
import { recordOperations, type RecordNeeds } from './api/records.ts';
import { verificationOperations } from './api/verification.ts';
import { webhookOperations } from './api/webhooks.ts';

/** The 42 operations of the definition, and two of ours: the revisions of a record, and the public key. */
export const consentOperations = (needs: RecordNeeds): readonly Operation[] => [
  ...policyOperations(needs),
  ...dataAgreementOperations(needs),
  ...individualOperations(needs),
  ...webhookOperations(needs),
  ...recordOperations(needs),
  ...verificationOperations(needs),
  ...auditOperations(needs),
];
