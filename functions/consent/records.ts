import * as z from 'zod';
import { Consent } from '../casefile/case.ts';
import { entity, place, type Placed } from '../casefile/entity.ts';
import { allOf, type CaseFile } from '../casefile/files.ts';
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
