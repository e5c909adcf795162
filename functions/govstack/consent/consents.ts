/** Consent records: those of mothers are the records of their case; those of other agreements stand on shelves. */
import { Consents, type Consent } from '../../casefile/case.ts';
import { allOf, findOf, unchanged, type CaseFile, type Context } from '../../casefile/files.ts';
import { confirmConsent, type RegisterNeeds } from '../../consent/ask-register.ts';
import { agreementOn, hashOf } from '../../consent/domain/agreement.ts';
import type { Purpose } from '../../consent/domain/agreement-revisions.ts';
import { consentText, covers, draftConsent, isChained } from '../../consent/domain/consent-record.ts';
import { recordConsent, withdrawPurpose } from '../../consent/domain/give-and-withdraw.ts';
import { firstBrokenLink, sha256, type Revision } from '../../consent/domain/revision.ts';
import { chainOf } from '../../consent/records.ts';
import { dateOf } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { invalidRequest, Problem } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Signer } from '../../runtime/signer.ts';
import { shelf, shelfWrite, type Shelved } from '../shelf.ts';
import { addRevision, chainKept, recordWrites } from './chains.ts';
import { builtInId, purposeOf } from './domain/built-in.ts';
import { motherRecordId, otherRecordId, type MotherRecordId, type OtherRecordId } from './domain/ids.ts';
import type { ConsentRecord, Signature, SignatureInput } from './domain/schemas.ts';
import { motherRecord, revisionView, textToSign, unsigned } from './domain/views.ts';
import { look, madeBy, type PeopleNeeds, type Person } from './individuals.ts';
import { agreements } from './policies.ts';
import { KeptRecords, RecordsUnder, type KeptRecord } from './records.ts';

export interface ConsentNeeds extends PeopleNeeds {
  readonly signer: Signer;
  /** The country's consent block, which then decides of a mother. @default - there is none */
  readonly register?: RegisterNeeds['register'];
}

const sealOf =
  ({ vault }: ConsentNeeds) =>
  (text: string): Promise<string> =>
    vault.hash('consent', text);

const wrong = (pointer: string, detail: string): Problem => invalidRequest({ pointer, detail });

/** Which agreement a record shall be of, at which revision, and what its individual signs for it. */
export interface Terms {
  readonly individualId: string;
  readonly dataAgreementId: string;
  readonly purpose: Purpose | undefined;
  readonly record: Pick<ConsentRecord, 'dataAgreement' | 'dataAgreementRevision' | 'dataAgreementRevisionHash' | 'individual'>;
  readonly revision: Revision;
  readonly text: string;
}

/** @throws {Problem} RecordNotFound, StatusRefuses for an agreement that is no longer signed */
export const termsOf = async (
  needs: ConsentNeeds,
  individualId: string,
  dataAgreementId: string,
  revisionId: string | undefined,
  at: string,
): Promise<Terms> => {
  const { object, revision } = await agreements(needs).read(dataAgreementId, at, revisionId);
  if (object.active === false)
    throw new Problem('StatusRefuses', 'no new consent is given to this agreement', { currentStatus: 'inactive', allowed: [] });
  const purpose = purposeOf(dataAgreementId);
  if (purpose !== undefined && revision.serializedHash !== hashOf(agreementOn(dateOf(at))))
    throw new Problem('StatusRefuses', 'a mother signs the revision in force', { currentStatus: 'superseded', allowed: [] });
  return {
    individualId,
    dataAgreementId,
    purpose,
    revision,
    record: {
      dataAgreement: object,
      dataAgreementRevision: revisionView(revision),
      dataAgreementRevisionHash: revision.serializedHash,
      individual: { id: individualId },
    },
    text: textToSign(individualId, dataAgreementId, revision.serializedHash, true),
  };
};

/** The id that the next record of a mother for a purpose will have: the same until she has signed it. */
const nextConsentId = (file: CaseFile, purpose: Purpose, hash: string): string => {
  const earlier = allOf(file, Consents).filter(({ purposes }) => purposes.includes(purpose)).length;
  return derivedId('consent', file.root.caseId, purpose, hash, earlier);
};

/** The record and the signature that are to be filled in; neither is kept. */
export const draft = (terms: Terms, at: string): { readonly consentRecord: ConsentRecord; readonly signature: Signature } => ({
  consentRecord: { id: '', ...terms.record, optIn: true, state: 'unsigned' },
  signature: unsigned(terms.text, at),
});

/**
 * Refuses a signature that is not of these terms, or says nothing of how it was given.
 * @throws {Problem} InvalidRequest
 */
const refuseUnsigned = ({ text, purpose }: Terms, given: SignatureInput): void => {
  if (given.verificationPayload !== text)
    throw wrong('#/body/signature/verificationPayload', 'must be what the draft gave out for this individual and agreement');
  if (given.verificationPayloadHash !== sha256(text))
    throw wrong('#/body/signature/verificationPayloadHash', 'is not the SHA-256 of the payload');
  if (given.verificationMethod === '') throw wrong('#/body/signature/verificationMethod', 'must say how it was signed');
  // of a mother it is her own record that says how
  if (purpose === undefined && [given.signature, given.verificationArtifact ?? ''].every((shown) => shown.trim() === ''))
    throw wrong('#/body/signature/signature', 'must be given, or verificationArtifact: nothing shows that it was signed');
};

/** How a mother signed, in the words of her record. @throws {Problem} InvalidRequest */
const wayOf = ({ verificationMethod, verificationArtifact, verificationSignedBy }: SignatureInput) => {
  switch (verificationMethod) {
    case 'paper':
      if (verificationArtifact === undefined || verificationArtifact.trim() === '')
        throw wrong('#/body/signature/verificationArtifact', 'must say where the scan of the signed sheet is kept');
      return { method: 'paper' as const, scanReference: verificationArtifact.slice(0, 200) };
    case 'digital':
      if (verificationSignedBy.trim() === '')
        throw wrong('#/body/signature/verificationSignedBy', 'must say how she gave it: her account, or the worker who was there');
      return { method: 'digital' as const, attestedBy: verificationSignedBy.slice(0, 100) };
    default:
      throw wrong('#/body/signature/verificationMethod', 'must be paper or digital');
  }
};

/** A stored record, its latest revision, and its signature. */
export interface Stored {
  readonly consentRecord: ConsentRecord;
  readonly revision: Revision | undefined;
  readonly signature: Signature | undefined;
}

const ofMother = (file: CaseFile, consent: Consent, purpose: Purpose): Stored => {
  const consentRecord = motherRecord(file.root.caseId, consent, purpose);
  return { consentRecord, revision: chainOf(file, consent.consentId).at(-1), signature: consentRecord.signature };
};

/** Stores what a mother signed, by the same command as the consents of her case; a consent that she has given already is answered as it stands. */
const signAsMother = async (
  needs: ConsentNeeds,
  terms: Terms,
  purpose: Purpose,
  given: SignatureInput,
  caller: Caller,
): Promise<Stored> => {
  const way = wayOf(given);
  const { individualId: caseId, revision } = terms;
  const stored = await needs.files.change(caseId, caller, async (file) => {
    const standing = findOf(file, Consents, (one) => covers(one, purpose) && one.agreement.hash === revision.serializedHash);
    if (standing !== undefined) return unchanged(standing);
    const consentId = nextConsentId(file, purpose, revision.serializedHash);
    const record = draftConsent({ consentId, ...way, purposes: [purpose], at: caller.at });
    return recordConsent(file, { ...record, seal: await sealOf(needs)(consentText(record)) });
  });
  return ofMother(await needs.files.open(caseId, caller), stored, purpose);
};

const viewOf = async (needs: ConsentNeeds, kept: KeptRecord, at: string): Promise<ConsentRecord> => {
  const { object, revision } = await agreements(needs).read(kept.dataAgreementId, at, kept.agreementRevisionId);
  return {
    id: kept.id,
    dataAgreement: object,
    dataAgreementRevision: revisionView(revision),
    dataAgreementRevisionHash: kept.agreementRevisionHash,
    individual: { id: kept.individualId },
    optIn: kept.optIn,
    state: kept.state,
    ...(kept.signature === undefined ? {} : { signature: kept.signature }),
  };
};

/** Writes a record of somebody who is no mother, with its revision. */
const keep = async (
  needs: ConsentNeeds,
  record: Omit<KeptRecord, 'head'>,
  seen: Shelved<KeptRecord> | undefined,
  person: Person,
  caller: Caller,
): Promise<Stored> => {
  const { revision, write, beganAt } = await addRevision(
    needs,
    { schemaName: 'consentRecord', objectId: record.id, objectData: record, authorizedByIndividual: record.individualId },
    caller,
  );
  // one that waits for its signature says neither yes nor no yet
  const isTold = record.state === 'signed' || !record.optIn;
  const told = isTold ? recordWrites(record, record.optIn, { beganAt, number: revision.number }, madeBy(person), caller) : [];
  const listed = shelfWrite(RecordsUnder, { id: record.id }, { within: record.dataAgreementId });
  const kept = { ...record, head: revision.serializedHash };
  await shelf(needs.table, KeptRecords, record.individualId).put(kept, caller, seen, [write, listed, ...told]);
  return { consentRecord: await viewOf(needs, kept, caller.at), revision, signature: record.signature };
};

const startOf = ({ individualId, dataAgreementId, revision }: Terms): Omit<KeptRecord, 'head'> => ({
  id: otherRecordId(individualId, revision.revisionId),
  individualId,
  dataAgreementId,
  agreementRevisionId: revision.revisionId,
  agreementRevisionHash: revision.serializedHash,
  optIn: true,
  state: 'unsigned',
});

const signatureFor = (recordId: string, { id: _id, ...given }: SignatureInput): Signature => {
  const {
    verificationArtifact,
    verificationSignedAs,
    verificationJwsHeader,
    objectType: _type,
    objectReference: _of,
    signedWithoutObjectReference,
    ...rest
  } = given;
  return {
    id: `${recordId}.signature`,
    ...rest,
    ...(verificationArtifact === undefined ? {} : { verificationArtifact }),
    ...(verificationSignedAs === undefined ? {} : { verificationSignedAs }),
    ...(verificationJwsHeader === undefined ? {} : { verificationJwsHeader }),
    ...(signedWithoutObjectReference === undefined ? {} : { signedWithoutObjectReference }),
    objectType: 'revision',
    objectReference: recordId,
  };
};

/** Stores a signed pair. @throws {Problem} InvalidRequest, AlreadyExists */
export const signPair = async (needs: ConsentNeeds, terms: Terms, given: SignatureInput, caller: Caller): Promise<Stored> => {
  refuseUnsigned(terms, given);
  if (terms.purpose !== undefined) return signAsMother(needs, terms, terms.purpose, given, caller);
  const person = await look(needs, terms.individualId, caller, 'consent: sign');
  const start = startOf(terms);
  const seen = await shelf(needs.table, KeptRecords, terms.individualId).find(start.id);
  if (seen?.value.state === 'signed' && seen.value.optIn)
    return { consentRecord: await viewOf(needs, seen.value, caller.at), ...(await latestOf(needs, seen.value)) };
  return keep(needs, { ...start, state: 'signed', signature: signatureFor(start.id, given) }, seen, person, caller);
};

const latestOf = async (needs: ConsentNeeds, kept: KeptRecord): Promise<Pick<Stored, 'revision' | 'signature'>> => {
  const chain = await chainKept(needs.table, 'consentRecord', kept.id);
  return { revision: chain.at(-1)?.revision, signature: kept.signature };
};

/** Begins a record that is signed later. A mother's counts for nothing until then, and is not kept: only its id is given out. */
export const beginRecord = async (needs: ConsentNeeds, terms: Terms, caller: Caller): Promise<Stored> => {
  const person = await look(needs, terms.individualId, caller, 'consent: begin a record');
  if (person.kind === 'mother') {
    if (terms.purpose === undefined) throw wrong('#/path/dataAgreementId', 'is no agreement that mothers sign');
    const consentId = nextConsentId(person.file, terms.purpose, terms.revision.serializedHash);
    const id = motherRecordId(person.id, consentId, terms.purpose);
    return { consentRecord: { id, ...terms.record, optIn: true, state: 'unsigned' }, revision: terms.revision, signature: undefined };
  }
  const start = startOf(terms);
  const seen = await shelf(needs.table, KeptRecords, terms.individualId).find(start.id);
  if (seen !== undefined) return { consentRecord: await viewOf(needs, seen.value, caller.at), ...(await latestOf(needs, seen.value)) };
  return keep(needs, start, undefined, person, caller);
};

/** A record by its id. @throws {Problem} ConsentNotFound and those of a look */
export const findRecord = async (
  needs: ConsentNeeds,
  id: MotherRecordId | OtherRecordId,
  caller: Caller,
  why: string,
): Promise<{ readonly person: Person; readonly stored: Stored; readonly kept?: Shelved<KeptRecord>; readonly consent?: Consent }> => {
  const person = await look(needs, id.kind === 'mother' ? id.caseId : id.individualId, caller, why);
  if (id.kind === 'mother' && person.kind === 'mother') {
    const consent = findOf(person.file, Consents, ({ consentId, purposes }) => consentId === id.consentId && purposes.includes(id.purpose));
    if (consent !== undefined) return { person, consent, stored: ofMother(person.file, consent, id.purpose) };
  }
  if (id.kind === 'other') {
    const kept = await shelf(needs.table, KeptRecords, id.individualId).find(id.recordId);
    if (kept !== undefined)
      return {
        person,
        kept,
        stored: { consentRecord: await viewOf(needs, kept.value, caller.at), ...(await latestOf(needs, kept.value)) },
      };
  }
  throw new Problem('ConsentNotFound', 'there is no consent record of this id');
};

/**
 * Says yes or no anew. A no is a withdrawal, and each is a revision of its own; a yes to what was withdrawn has to be signed.
 * @throws {Problem} ConsentNotFound, StatusRefuses
 */
export const updateRecord = async (
  needs: ConsentNeeds,
  id: MotherRecordId | OtherRecordId,
  optIn: boolean,
  caller: Caller,
): Promise<Stored> => {
  if (id.kind === 'mother') {
    const consent = await needs.files.change(id.caseId, caller, (file) => {
      if (!optIn) return withdrawPurpose(file, id.consentId, id.purpose, caller.at, sealOf(needs));
      const standing = findOf(file, Consents, ({ consentId, purposes }) => consentId === id.consentId && purposes.includes(id.purpose));
      if (standing === undefined) throw new Problem('ConsentNotFound', 'the case has no such consent record');
      if (standing.state !== 'signed')
        throw new Problem('StatusRefuses', 'what she has withdrawn she signs anew', { currentStatus: standing.state, allowed: [] });
      return unchanged(standing);
    });
    return ofMother(await needs.files.open(id.caseId, caller), consent, id.purpose);
  }
  const { person, kept, stored } = await findRecord(needs, id, caller, 'consent: update');
  if (kept === undefined || kept.value.optIn === optIn) return stored;
  const { head: _head, signature: _signature, ...record } = kept.value;
  return keep(needs, { ...record, optIn, state: 'unsigned' }, kept, person, caller);
};

/** The terms that a record is signed under: of a record that was begun and is not signed yet. */
const termsOfRecord = async (needs: ConsentNeeds, id: MotherRecordId | OtherRecordId, caller: Caller): Promise<Terms> => {
  if (id.kind === 'mother') {
    const terms = await termsOf(needs, id.caseId, builtInId(id.purpose), undefined, caller.at);
    const person = await look(needs, id.caseId, caller, 'consent: signature');
    const isNext = person.kind === 'mother' && nextConsentId(person.file, id.purpose, terms.revision.serializedHash) === id.consentId;
    if (isNext) return terms;
    throw new Problem('ConsentNotFound', 'there is no unsigned consent record of this id');
  }
  const { kept } = await findRecord(needs, id, caller, 'consent: signature');
  if (kept === undefined) throw new Problem('ConsentNotFound', 'there is no consent record of this id');
  const { individualId, dataAgreementId, agreementRevisionId } = kept.value;
  return termsOf(needs, individualId, dataAgreementId, agreementRevisionId, caller.at);
};

/** What is to be signed for a record. */
export const signatureToGive = async (needs: ConsentNeeds, id: MotherRecordId | OtherRecordId, caller: Caller): Promise<Signature> => {
  const recordId = id.kind === 'mother' ? motherRecordId(id.caseId, id.consentId, id.purpose) : id.recordId;
  return unsigned((await termsOfRecord(needs, id, caller)).text, caller.at, recordId);
};

/** Signs a record that was begun. @throws {Problem} InvalidRequest, ConsentNotFound */
export const signRecord = async (
  needs: ConsentNeeds,
  id: MotherRecordId | OtherRecordId,
  given: SignatureInput,
  caller: Caller,
): Promise<Stored> => signPair(needs, await termsOfRecord(needs, id, caller), given, caller);

/** All records of a person, those of a mother newest first. */
export const recordsOf = async (needs: ConsentNeeds, person: Person, at: string): Promise<readonly ConsentRecord[]> => {
  if (person.kind === 'mother')
    return [...allOf(person.file, Consents)]
      .sort((left, right) => right.givenAt.localeCompare(left.givenAt))
      .flatMap((consent) => consent.purposes.map((purpose) => motherRecord(person.id, consent, purpose as Purpose)));
  const kept = await shelf(needs.table, KeptRecords, person.id).all();
  return Promise.all(kept.map(({ value }) => viewOf(needs, value, at)));
};

/** Whether a record of an individual stands as it was signed: its chain is whole, and the key signed each revision. */
const isWhole = async (needs: ConsentNeeds, { id, head }: KeptRecord): Promise<boolean> => {
  const chain = await chainKept(needs.table, 'consentRecord', id);
  const { pem } = await needs.signer.publicKey();
  const [revisions, signatures] = [chain.map(({ revision }) => revision), chain.map(({ signature }) => signature)];
  return firstBrokenLink(revisions, { head, signatures, publicKey: pem }) === undefined;
};

/**
 * A mother's consent to a purpose as it stands now, by the country's consent block where there is one.
 * @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid
 */
export const confirmed = async (
  { files, vault, register }: ConsentNeeds,
  caseId: string,
  purpose: Purpose,
  context: Context,
): Promise<Consent | undefined> => confirmConsent({ files, vault, register }, await files.open(caseId, context), purpose, context);

/**
 * The records under which something may be done with a person's data now: signed, not withdrawn, and verifiably unchanged. For a mother
 * this is the very check that our own questions to registers pass.
 * @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid
 */
export const verifiedRecords = async (
  needs: ConsentNeeds,
  person: Person,
  dataAgreementIds: readonly string[],
  context: Context,
): Promise<readonly ConsentRecord[]> => {
  if (person.kind === 'mother') {
    const found: ConsentRecord[] = [];
    // one after the other: what she withdrew in the country's block changes the case
    for (const purpose of dataAgreementIds.flatMap((id) => purposeOf(id) ?? [])) {
      const consent = await confirmed(needs, person.id, purpose, context);
      if (consent !== undefined) found.push(motherRecord(person.id, consent, purpose));
    }
    return found;
  }
  const kept = (await shelf(needs.table, KeptRecords, person.id).all())
    .map(({ value }) => value)
    .filter((one) => one.optIn && one.state === 'signed' && dataAgreementIds.includes(one.dataAgreementId));
  const whole = await Promise.all(kept.map(async (one) => ((await isWhole(needs, one)) ? [one] : [])));
  return Promise.all(whole.flat().map((one) => viewOf(needs, one, context.at)));
};

/** Whether a record is as it was when it was last changed. */
export const isUnchanged = async (
  needs: ConsentNeeds,
  { person, consent, kept }: Awaited<ReturnType<typeof findRecord>>,
): Promise<boolean> => {
  if (kept !== undefined) return isWhole(needs, kept.value);
  if (consent === undefined || person.kind !== 'mother') return false;
  return isChained(person.file, consent) && (await sealOf(needs)(consentText(consent))) === consent.seal;
};
