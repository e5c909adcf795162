/** The gate before a release to a partner: her record here and, where the country has a consent block, that block's word on it. */
import type { Consent } from '../casefile/case.ts';
import { unchanged, type CaseFile, type CaseFiles, type Context } from '../casefile/files.ts';
import { fingerprint } from '../kernel/ids.ts';
import { isProblem, Problem } from '../kernel/problem.ts';
import type { ConsentRegisterPort } from '../partners/consent-register.ts';
import type { PartnerCall } from '../partners/partner-call.ts';
import type { Vault } from '../runtime/vault.ts';
import { PURPOSES, type Purpose } from './domain/agreement-revisions.ts';
import { findVerifiedConsent } from './domain/consent-record.ts';
import {
  heeded,
  isTaken,
  isTold,
  keepIndividual,
  leftToSweep,
  mayBeGivenThere,
  putOff,
  registeredOf,
  released,
  standingOf,
  takeWord,
  verdictOn,
} from './domain/register-standing.ts';
import { consentOfRegister, givenThere, withdrawnThere } from './domain/register-word.ts';

export interface RegisterNeeds {
  readonly files: CaseFiles;
  readonly vault: Pick<Vault, 'hash'>;
  /** The country's consent block. @default - there is none: our own records decide */
  readonly register?: (() => ConsentRegisterPort | undefined) | undefined;
  /** Opens her national identifier, where a mother may be looked for whom the block was not told of. @default - she is not */
  readonly identities?: Pick<Vault, 'open'>;
}

/** Only who acts and when: what is kept of the block is nobody's answer, belongs to no version that a caller saw, and is no partner's business. */
export const quietly = ({ at, correlationId, causationId, by }: Context): Context => ({ at, correlationId, causationId, by });

export const registerCall = ({ at, correlationId }: Context, ...subject: readonly string[]): PartnerCall => ({
  at,
  correlationId,
  idempotencyKey: fingerprint(['consentRegister', ...subject]),
});

export const speakerOf = ({ at, causationId }: Context) => ({ by: causationId, at });

/** Faults of the block that may be gone later. */
export const isRegisterFault = (error: unknown): error is Problem =>
  isProblem(error) && (error.name === 'PartnerUnavailable' || error.name === 'PartnerAnswerInvalid');

const untold = (): Problem => new Problem('PartnerUnavailable', 'consent register: it has not been told of her consent yet');

const sealOf =
  ({ vault }: Pick<RegisterNeeds, 'vault'>) =>
  (text: string): Promise<string> =>
    vault.hash('consent', text);

/** By which id the block knows her; who has the word asks, and keeps it. */
export const introduce = async (
  { files, identities }: Required<Pick<RegisterNeeds, 'files' | 'identities'>>,
  port: ConsentRegisterPort,
  { root }: CaseFile,
  context: Context,
): Promise<string> => {
  const { mother, personId, caseId } = root;
  const nationalId = mother.nationalId === undefined ? undefined : await identities.open(mother.nationalId, personId);
  const person = { personId, ...(nationalId === undefined ? {} : { nationalId }) };
  const individualId = await port.individualOf(person, registerCall(context, personId));
  await files.change(caseId, context, (file) => keepIndividual(file, individualId));
  return individualId;
};

/** As `introduce`, for who does not have the word yet. @throws {Problem} PartnerUnavailable while somebody else has it */
const introduceAlone = async (
  needs: Parameters<typeof introduce>[0],
  port: ConsentRegisterPort,
  { root: { caseId } }: CaseFile,
  context: Context,
) => {
  const speaker = speakerOf(context);
  const file = await needs.files.change(caseId, context, (current) => {
    if (isTaken(standingOf(current), speaker)) throw untold();
    return { ...takeWord(current, speaker), answer: current };
  });
  try {
    return await introduce(needs, port, file, context);
  } finally {
    await needs.files.change(caseId, context, (current) => released(current, port.agreements));
  }
};

/** Looks for a consent that she signed in the block though not here, and takes it over. A no of hers here counts more than a yes there. */
const takeOver = async (
  needs: RegisterNeeds,
  port: ConsentRegisterPort,
  file: CaseFile,
  purpose: Purpose,
  agreementId: string,
  context: Context,
): Promise<Consent | undefined> => {
  if (!mayBeGivenThere(file, purpose)) return undefined;
  const { caseId } = file.root;
  const { files, identities } = needs;
  const known = standingOf(file).individualId;
  const individualId = known ?? (identities && (await introduceAlone({ files, identities }, port, file, context)));
  if (individualId === undefined) return undefined;
  const call = registerCall(context, caseId, purpose);
  const signed = (await port.recordsOf(individualId, agreementId, call)).filter(({ optIn, isSigned }) => optIn && isSigned);
  const inForce = signed.length === 0 ? undefined : await port.revisionInForce(agreementId, call);
  const found = signed.find(({ revisionHash }) => revisionHash === inForce);
  const record = found === undefined ? undefined : await port.verify(found.recordId, call);
  if (record === undefined || verdictOn({ revisionHash: inForce }, { individualId }, agreementId, record) !== 'stands') return undefined;
  const consent = await consentOfRegister(caseId, purpose, record, context.at, sealOf(needs));
  await needs.files.change(caseId, context, (current) => givenThere(current, purpose, record, consent));
  return findVerifiedConsent(await needs.files.open(caseId, context), purpose, context.at, sealOf(needs));
};

/**
 * The record of a case that allows a purpose now, or undefined: verified here and, where the country has a consent block with an agreement
 * for the purpose, standing there as she signed it. What she withdrew there is withdrawn here; what she signed there alone is taken over.
 * @throws {Problem} PartnerUnavailable, also while the block has not been told of her record yet; PartnerAnswerInvalid
 * @source GovStack HLTC-1, step 3; Consent 1.1.0-rc1, serviceVerificationConsentRecordRead
 */
export const confirmConsent = async (
  needs: RegisterNeeds,
  file: CaseFile,
  purpose: Purpose,
  given: Context,
): Promise<Consent | undefined> => {
  const context = quietly(given);
  const { caseId, erasedOn } = file.root;
  if (erasedOn !== undefined) return undefined;
  const own = await findVerifiedConsent(file, purpose, context.at, sealOf(needs));
  const port = needs.register?.();
  const agreementId = port?.agreements[purpose];
  if (port === undefined || agreementId === undefined) return own;
  if (own === undefined) return takeOver(needs, port, file, purpose, agreementId, context);
  const standing = standingOf(file);
  const known = registeredOf(standing, purpose);
  if (known?.recordId === undefined || !isTold(file, purpose)) {
    await needs.files.change(caseId, context, (current) => leftToSweep(current, context.at));
    throw untold();
  }
  const record = await port.verify(known.recordId, registerCall(context, caseId, purpose));
  const verdict = verdictOn(known, standing, agreementId, record);
  if (verdict === 'withdrawn')
    await needs.files.change(caseId, context, (current) =>
      // she may have signed here again while the block was asked
      registeredOf(standingOf(current), purpose)?.consentId === known.consentId && isTold(current, purpose)
        ? withdrawnThere(current, purpose, context.at, sealOf(needs))
        : unchanged(undefined),
    );
  return verdict === 'stands' ? own : undefined;
};

/** Asks the block about everything that it may have to say of a case; what cannot be asked now waits for a sweep. */
export const heedRegister = async (needs: RegisterNeeds, caseId: string, given: Context): Promise<void> => {
  const port = needs.register?.();
  if (port === undefined) return;
  const context = quietly(given);
  try {
    for (const purpose of PURPOSES.filter((one) => port.agreements[one] !== undefined))
      await confirmConsent(needs, await needs.files.open(caseId, context), purpose, context);
    await needs.files.change(caseId, context, heeded);
  } catch (error) {
    if (!isRegisterFault(error)) throw error;
    await needs.files.change(caseId, context, (file) => putOff(file, error.name, speakerOf(context), port.retryAfterMinutes));
  }
};
