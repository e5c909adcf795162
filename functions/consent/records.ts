import * as z from 'zod';
import { Consent, Instant } from '../casefile/case.ts';
import { entity, place, type Placed } from '../casefile/entity.ts';
import { allOf, type CaseFile } from '../casefile/files.ts';
import { PlainDate } from '../kernel/dates.ts';
import { dueOn } from '../table/keys.ts';
import { Purpose } from './domain/agreement-revisions.ts';
import { nextRevision, objectDataOf, Revision, RevisionSignature } from './domain/revision.ts';

const numbered = (number: number): string => String(number).padStart(6, '0');

/** Every state that a consent record of the case has had. They go with everything else personal when the case is erased. */
export const ConsentRevisions = entity({
  name: 'consentRevision',
  schema: Revision,
  sk: ({ objectId, number }) => `REVISION#CONSENT#${objectId}#${numbered(number)}`,
});

/** What the key of signatures says of a revision; made after the change, since a registration does not wait for it. */
export const SignedRevision = RevisionSignature.extend({ objectId: z.string(), number: z.int() });
export type SignedRevision = z.infer<typeof SignedRevision>;

export const RevisionSignatures = entity({
  name: 'revisionSignature',
  schema: SignedRevision,
  sk: ({ objectId, number }) => `SIGNATURE#CONSENT#${objectId}#${numbered(number)}`,
});

/** The chain of one record, from its first revision. */
export const chainOf = (file: CaseFile, consentId: string): readonly Revision[] =>
  allOf(file, ConsentRevisions).filter(({ objectId }) => objectId === consentId);

export const signaturesOf = (file: CaseFile, consentId: string): readonly SignedRevision[] =>
  allOf(file, RevisionSignatures).filter(({ objectId }) => objectId === consentId);

const revisionOf = (
  caseId: string,
  chain: readonly Revision[],
  signatures: readonly SignedRevision[],
  consent: Consent,
  at: string,
): Revision => {
  const last = chain.at(-1);
  const signed = signatures.find(({ revisionId }) => revisionId === last?.revisionId);
  return nextRevision(
    last,
    { schemaName: 'consentRecord', objectId: consent.consentId, objectData: Consent.parse(consent), at, authorizedByIndividual: caseId },
    signed?.signature,
  );
};

/** The first revision of a record, for a case that is being opened with it. */
export const firstRevision = (caseId: string, consent: Consent, at: string): Placed =>
  place(ConsentRevisions, revisionOf(caseId, [], [], consent, at));

/** The revision that a change of a record leaves; for the transaction of the change. */
export const revised = (file: CaseFile, consent: Consent, at: string): Placed =>
  place(
    ConsentRevisions,
    revisionOf(file.root.caseId, chainOf(file, consent.consentId), signaturesOf(file, consent.consentId), consent, at),
  );

/** Whether a record stands as its latest revision has it; a record from before revisions were kept has none. */
export const isLatest = (chain: readonly Revision[], consent: Consent): boolean => {
  const last = chain.at(-1);
  return last === undefined || JSON.stringify(objectDataOf(last)) === JSON.stringify(Consent.parse(consent));
};

/** What the country's consent block is known to hold of one purpose. */
const Registered = z.object({
  purpose: Purpose,
  /** The record of ours that it stands for. */
  consentId: z.uuid(),
  /** Absent where a withdrawal found nothing there. */
  recordId: z.string().optional(),
  /** The revision of the country's agreement that she signed there. */
  revisionHash: z.string().optional(),
  optIn: z.boolean(),
});
export type Registered = z.infer<typeof Registered>;

/** How the consents of a case stand in the country's consent block, where there is one. */
export const RegisterStanding = z.object({
  /** By which the block knows her; never an identifier of the country. */
  individualId: z.string().optional(),
  purposes: z.array(Registered),
  /** Who speaks to the block about her now, and until when nobody else does: two at once would make two records. */
  speaker: z.object({ by: z.string(), until: Instant }).optional(),
  /** A notification of the block has not been followed yet. */
  isNotified: z.boolean(),
  /** Tries in a row that came to nothing. */
  attempts: z.int().min(0),
  /** The name of the last fault. */
  fault: z.string().optional(),
  retryAt: Instant.optional(),
  /** Set while something is left to be told or asked. */
  dueOn: PlainDate.optional(),
});
export type RegisterStanding = z.infer<typeof RegisterStanding>;

/** Where the cases of an individual of the country's block stand. */
export const individualPartition = (individualId: string): string => `CONSENTINDIVIDUAL#${individualId}`;

const STANDING = 'CONSENT-REGISTER';

export const RegisterStandings = entity<RegisterStanding>({
  name: 'consentRegister',
  schema: RegisterStanding,
  sk: () => STANDING,
  index: ({ dueOn: on, individualId }, { root, shards }) => ({
    ...(on === undefined ? {} : dueOn('update', on, 'consentRegister', root.caseId, STANDING, shards)),
    ...(individualId === undefined ? {} : { lookupPk: individualPartition(individualId), lookupSk: root.caseId }),
  }),
});
