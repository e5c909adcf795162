/** The objects of the block's API definition (1.1.0-rc1): what is accepted, and what is answered. */
import * as z from 'zod';
import { CONSENT_EVENTS, ConsentEvent } from '../../../webhooks/domain/origin.ts';
import { ObjectId } from './ids.ts';

const Text = z.string().max(4000);
const Short = z.string().max(300);
/** Of an object that is to be made, an id may be left out or empty. */
const NewId = z.union([ObjectId, z.literal('')]).optional();

export const Policy = z.object({
  id: ObjectId,
  name: Short.min(1),
  version: Short.min(1),
  url: z.url().max(500),
  jurisdiction: Short.optional(),
  industrySector: Short.optional(),
  dataRetentionPeriodDays: z.int().min(0).optional(),
  geographicRestriction: Short.optional(),
  storageLocation: Short.optional(),
});
export type Policy = z.infer<typeof Policy>;
export const PolicyInput = Policy.extend({ id: NewId, url: z.url({ protocol: /^(https?|urn)$/ }).max(500) }).strict();

const Controller = z.strictObject({ id: Short, name: Short, url: Short });
const Lifecycle = z.strictObject({ id: Short, name: Short });

export const Signature = z.object({
  id: z.string(),
  payload: z.string(),
  signature: z.string(),
  verificationMethod: z.string(),
  verificationPayload: z.string(),
  verificationPayloadHash: z.string(),
  verificationArtifact: z.string().optional(),
  verificationSignedBy: z.string(),
  verificationSignedAs: z.string().optional(),
  verificationJwsHeader: z.string().optional(),
  timestamp: z.string(),
  signedWithoutObjectReference: z.boolean().optional(),
  objectType: z.string().optional(),
  objectReference: z.string().optional(),
});
export type Signature = z.infer<typeof Signature>;

/** A signature as somebody brings it. What is signed was given out with the draft and comes back as it was. */
export const SignatureInput = z.strictObject({
  id: z.string().max(200).default(''),
  payload: z.string().max(20_000),
  signature: z.string().max(4000),
  verificationMethod: Short,
  verificationPayload: z.string().max(20_000),
  verificationPayloadHash: Short,
  verificationArtifact: Short.optional(),
  verificationSignedBy: Short,
  verificationSignedAs: z.enum(['individual', 'delegate']).optional(),
  verificationJwsHeader: Text.optional(),
  timestamp: Short,
  signedWithoutObjectReference: z.boolean().optional(),
  objectType: Short.optional(),
  objectReference: Short.optional(),
});
export type SignatureInput = z.infer<typeof SignatureInput>;

export const LAWFUL_BASES = ['consent', 'legal_obligation', 'contract', 'vital_interest', 'public_task', 'legitimate_interest'] as const;

export const DataAgreement = z.object({
  id: ObjectId,
  version: Short.min(1),
  controller: Controller.optional(),
  policy: Policy.optional(),
  purpose: Text.min(1),
  lawfulBasis: z.enum(LAWFUL_BASES),
  dataUse: z.enum(['null', 'data_source', 'data_using_service']).optional(),
  dpia: Text,
  active: z.boolean().optional(),
  forgettable: z.boolean().optional(),
  lifecycle: Lifecycle.optional(),
  signature: Signature.optional(),
});
export type DataAgreement = z.infer<typeof DataAgreement>;
/** The signature is made here; one that is sent along, as it was read, is passed over. */
export const DataAgreementInput = DataAgreement.extend({
  id: NewId,
  policy: z.looseObject({ id: ObjectId }).optional().describe('a policy of this block, by its id'),
  signature: z.unknown().optional(),
}).strict();

export const Individual = z.object({
  id: z.string(),
  externalId: z.string().optional(),
  externalIdType: z.string().optional(),
  identityProviderId: z.string().optional(),
});
export type Individual = z.infer<typeof Individual>;
export const IndividualInput = z.strictObject({
  id: z.string().max(200).optional(),
  externalId: z.string().min(1).max(200).optional(),
  externalIdType: Short.optional(),
  identityProviderId: Short.optional(),
});

export const RevisionView = z.object({
  id: z.string(),
  schemaName: z.string(),
  objectId: z.string(),
  signedWithoutObjectId: z.boolean(),
  serializedSnapshot: z.string(),
  serializedHash: z.string(),
  timestamp: z.string(),
  authorizedByIndividual: Individual.optional(),
  authorizedByOther: z.string().optional(),
  successor: z.unknown().optional(),
  predecessorHash: z.string().optional(),
  predecessorSignature: z.string().optional(),
});

export const ConsentRecord = z.object({
  id: z.string(),
  dataAgreement: DataAgreement.optional(),
  dataAgreementRevision: RevisionView.optional(),
  dataAgreementRevisionHash: z.string(),
  individual: Individual.optional(),
  optIn: z.boolean().optional(),
  state: z.enum(['unsigned', 'pending more signatures', 'signed']),
  signature: Signature.optional(),
});
export type ConsentRecord = z.infer<typeof ConsentRecord>;

/** A record as it comes back from whoever was given the draft: what counts are the agreement, the hash of its revision, whom it is of, and whether they agree. */
export const ConsentRecordInput = z.strictObject({
  id: z.string().max(200).optional(),
  dataAgreement: z.looseObject({ id: ObjectId }).optional(),
  dataAgreementRevision: z.unknown().optional(),
  dataAgreementRevisionHash: z.string().max(100).optional(),
  individual: z.looseObject({ id: z.string() }).optional(),
  optIn: z.boolean().optional(),
  state: Short.optional(),
  signature: z.unknown().optional(),
});
export type ConsentRecordInput = z.infer<typeof ConsentRecordInput>;

export const Webhook = z.object({
  id: z.string(),
  payloadUrl: z.string(),
  contentType: z.string(),
  disabled: z.boolean(),
  secretKey: z.string(),
  subscribedEvents: z.array(ConsentEvent),
});
export const WebhookInput = z.strictObject({
  id: NewId,
  payloadUrl: z.string().min(1).max(500).describe('where events are sent by POST: https, on the open internet'),
  contentType: z.literal('application/json', { error: () => 'must be application/json: nothing else is sent' }),
  disabled: z.boolean().describe('what happens meanwhile is sent when it is enabled again'),
  secretKey: z.string().min(16).max(200).describe('deliveries are signed with it; never answered again'),
  subscribedEvents: z
    .array(ConsentEvent)
    .min(1)
    .default([...CONSENT_EVENTS])
    .describe('not in the definition, which has no operation to choose events: all of them unless said otherwise'),
  skipSslVerification: z
    .literal(false, { error: () => 'must be false: the certificate of a receiver is always verified' })
    .optional()
    .describe('not in the definition'),
});

/** A part of a list. */
export const Part = {
  offset: z.coerce.number().int().min(0).max(10_000).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(25),
};
