import * as z from 'zod';
import { Revision, RevisionSignature } from '../../consent/domain/revision.ts';
import { shelfKind } from '../shelf.ts';
import { DataAgreement, Policy, Signature } from './domain/schemas.ts';

/** An object as it stands, with the hash of its latest revision. */
const standing = <T extends z.ZodType>(object: T) => z.object({ id: z.string(), head: z.string(), object });

export const Policies = shelfKind<z.infer<ReturnType<typeof standing<typeof Policy>>>>({
  name: 'consentPolicy',
  schema: standing(Policy),
  idOf: ({ id }) => id,
});

export const DataAgreements = shelfKind<z.infer<ReturnType<typeof standing<typeof DataAgreement>>>>({
  name: 'dataAgreement',
  schema: standing(DataAgreement),
  idOf: ({ id }) => id,
});

/** The revisions of an object, on a shelf of their own; with each its signature. */
export const KeptRevision = z.object({ revision: Revision, signature: RevisionSignature });
export type KeptRevision = z.infer<typeof KeptRevision>;

export const KeptRevisions = shelfKind<KeptRevision>({
  name: 'consentObjectRevision',
  schema: KeptRevision,
  idOf: ({ revision }) => String(revision.number).padStart(6, '0'),
});

/** Somebody who is the mother of no case. What an outside id says of them is sealed. */
export const KeptIndividual = z.object({
  id: z.string(),
  externalId: z.string().optional().describe('sealed'),
  externalIdType: z.string().optional(),
  identityProviderId: z.string().optional(),
  /** The client that made it; a partner sees its own. */
  by: z.string(),
});
export type KeptIndividual = z.infer<typeof KeptIndividual>;

export const Individuals = shelfKind<KeptIndividual>({ name: 'consentIndividual', schema: KeptIndividual, idOf: ({ id }) => id });
/** The same, listed by whoever made them. */
export const IndividualsOf = shelfKind<{ id: string }>({
  name: 'consentIndividualOf',
  schema: z.object({ id: z.string() }),
  idOf: ({ id }) => id,
});

/** A consent record of somebody who is the mother of no case. */
export const KeptRecord = z.object({
  id: z.string(),
  individualId: z.string(),
  dataAgreementId: z.string(),
  agreementRevisionId: z.string(),
  agreementRevisionHash: z.string(),
  optIn: z.boolean(),
  state: z.enum(['unsigned', 'signed']),
  signature: Signature.optional(),
  head: z.string(),
});
export type KeptRecord = z.infer<typeof KeptRecord>;

export const KeptRecords = shelfKind<KeptRecord>({ name: 'consentOfIndividual', schema: KeptRecord, idOf: ({ id }) => id });
/** The same, listed by agreement. */
export const RecordsUnder = shelfKind<{ id: string }>({
  name: 'consentUnderAgreement',
  schema: z.object({ id: z.string() }),
  idOf: ({ id }) => id,
});

/** A webhook under the id that the block gives it; what is sent to it, and under which secret, is the webhook's that `functions/webhooks` keeps. */
export const KeptWebhook = z.object({
  id: z.string(),
  payloadUrl: z.string(),
  contentType: z.string(),
  /** The client that made it, whose cases it is told of; absent for the ministry's own. */
  partner: z.string().optional(),
});
export type KeptWebhook = z.infer<typeof KeptWebhook>;
export const KeptWebhooks = shelfKind<KeptWebhook>({ name: 'consentWebhook', schema: KeptWebhook, idOf: ({ id }) => id });
