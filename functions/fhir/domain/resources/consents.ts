import type { Consent as FhirConsent } from '@medplum/fhirtypes';
import { Consents, type Consent } from '../../../casefile/case.ts';
import { allOf } from '../../../casefile/files.ts';
import { drawn } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { motherReference, type Setting } from '../setting.ts';
import { coding, concept, identifier } from '../systems.ts';

const STATUS = { signed: 'active', withdrawn: 'inactive', refused: 'rejected' } as const satisfies Record<
  Consent['state'],
  FhirConsent['status']
>;

const consent = (setting: Setting, one: Consent): FhirConsent =>
  drawn<FhirConsent>({
    resourceType: 'Consent',
    id: logicalId(setting.file.root.caseId, 'consent', one.consentId),
    meta: { lastUpdated: one.withdrawnAt ?? one.givenAt },
    identifier: [identifier('record', one.consentId)],
    status: STATUS[one.state],
    scope: concept('Privacy Consent', coding('consentScope', 'patient-privacy', 'Privacy Consent')),
    category: [concept('Patient Consent', coding('loinc', '59284-0', 'Patient Consent'))],
    patient: motherReference(setting),
    dateTime: one.givenAt,
    performer: [motherReference(setting)],
    policyRule: concept(undefined, { ...coding('agreement', one.agreement.id), version: one.agreement.revision }),
    verification: [{ verified: setting.sealed.has(one.consentId), verifiedWith: motherReference(setting), verificationDate: setting.at }],
    provision: {
      type: one.state === 'signed' ? 'permit' : 'deny',
      period: { start: one.givenAt, end: one.withdrawnAt },
      purpose: one.purposes.map((purpose) => coding('purpose', purpose)),
    },
  });

/** What the mother agreed to, withdrew and refused. Verified says whether the seal of the record holds. */
export const consents = (setting: Setting): readonly FhirConsent[] => allOf(setting.file, Consents).map((one) => consent(setting, one));
