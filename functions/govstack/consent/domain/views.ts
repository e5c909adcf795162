import { type Consent } from '../../../casefile/case.ts';
import { payloadOf, sha256, type Revision, type RevisionSignature } from '../../../consent/domain/revision.ts';
import type * as z from 'zod';
import type { ConsentRecord, RevisionView, Signature } from './schemas.ts';
import { motherRecordId } from './ids.ts';
import { builtInId, builtInOf, builtInRevision } from './built-in.ts';
import type { Purpose } from '../../../consent/domain/agreement-revisions.ts';

type View = z.infer<typeof RevisionView>;

/** A revision in the words of the definition. */
export const revisionView = (revision: Revision, successor?: Revision): View => ({
  id: revision.revisionId,
  schemaName: revision.schemaName,
  objectId: revision.objectId,
  signedWithoutObjectId: false,
  serializedSnapshot: revision.serializedSnapshot,
  serializedHash: revision.serializedHash,
  timestamp: revision.timestamp,
  ...(revision.authorizedByIndividual === undefined ? {} : { authorizedByIndividual: { id: revision.authorizedByIndividual } }),
  ...(revision.authorizedByOther === undefined ? {} : { authorizedByOther: revision.authorizedByOther }),
  ...(successor === undefined ? {} : { successor: revisionView(successor) }),
  ...(revision.predecessorHash === undefined ? {} : { predecessorHash: revision.predecessorHash }),
  ...(revision.predecessorSignature === undefined ? {} : { predecessorSignature: revision.predecessorSignature }),
});

/** What the key of signatures says of a revision, in the words of the definition. */
export const signatureView = (
  revision: Revision,
  { payload, signature, verificationSignedBy, timestamp }: RevisionSignature,
): Signature => {
  const { verificationPayload, verificationPayloadHash } = JSON.parse(payloadOf(revision, verificationSignedBy, timestamp)) as Record<
    'verificationPayload' | 'verificationPayloadHash',
    string
  >;
  return {
    id: `${revision.revisionId}.signature`,
    payload,
    signature,
    verificationMethod: 'ECDSA_SHA_256',
    verificationPayload,
    verificationPayloadHash,
    verificationSignedBy,
    timestamp,
    objectType: 'revision',
    objectReference: revision.revisionId,
  };
};

/** What an individual signs: which agreement, by its text, and whether they agree. */
export const textToSign = (individualId: string, dataAgreementId: string, agreementRevisionHash: string, optIn: boolean): string =>
  JSON.stringify({ individualId, dataAgreementId, dataAgreementRevisionHash: agreementRevisionHash, optIn });

/** A signature that is yet to be given, with what it shall be given for. */
export const unsigned = (verificationPayload: string, at: string, objectReference?: string): Signature => {
  const verificationPayloadHash = sha256(verificationPayload);
  return {
    id: '',
    payload: JSON.stringify({ verificationPayload, verificationPayloadHash }),
    signature: '',
    verificationMethod: '',
    verificationPayload,
    verificationPayloadHash,
    verificationSignedBy: '',
    verificationSignedAs: 'individual',
    timestamp: at,
    ...(objectReference === undefined ? { signedWithoutObjectReference: true } : { objectReference }),
    objectType: 'revision',
  };
};

/** How a mother signed a record of hers: on paper, by an account, or by text. */
const signatureOf = (caseId: string, consent: Consent, purpose: Purpose): Signature => {
  const id = motherRecordId(caseId, consent.consentId, purpose);
  const payload = textToSign(caseId, builtInId(purpose), consent.agreement.hash, consent.state === 'signed');
  return {
    ...unsigned(payload, consent.withdrawnAt ?? consent.givenAt, id),
    id: `${id}.signature`,
    verificationMethod: consent.method,
    ...(consent.scanReference === undefined ? {} : { verificationArtifact: consent.scanReference }),
    verificationSignedBy: consent.attestedBy ?? 'individual',
  };
};

/** One purpose of what a mother signed, as a consent record. */
export const motherRecord = (caseId: string, consent: Consent, purpose: Purpose): ConsentRecord => ({
  id: motherRecordId(caseId, consent.consentId, purpose),
  dataAgreement: builtInOf(purpose, consent.agreement.revision),
  dataAgreementRevision: revisionView(builtInRevision(purpose, consent.agreement.revision)),
  dataAgreementRevisionHash: consent.agreement.hash,
  individual: { id: caseId },
  optIn: consent.state === 'signed',
  state: 'signed',
  signature: signatureOf(caseId, consent, purpose),
});
