import type { Consent, Instant } from '../../casefile/case.ts';
import { Consents } from '../../casefile/case.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { dateOf } from '../../kernel/dates.ts';
import { chainOf, isLatest } from '../records.ts';
import { isSharedWith, revisionOn, REVISIONS, type Purpose, type SharedWith } from './agreement-revisions.ts';
import { firstBrokenLink } from './revision.ts';

export interface SignedConsent {
  readonly consentId: string;
  readonly method: Consent['method'];
  /** The scanned sheet, for consent on paper. */
  readonly scanReference?: string;
  /** How a digital consent was given: her account, or the worker who was there. */
  readonly attestedBy?: string;
  readonly purposes: readonly Purpose[];
  readonly at: Instant;
  /** Whether she gave it, or was asked and said no. @default signed */
  readonly state?: 'signed' | 'refused';
}

/** The record of a consent given or refused at `at`, to the agreement in force then; it counts once it carries its seal. */
export const draftConsent = ({
  consentId,
  method,
  scanReference,
  attestedBy,
  purposes,
  at,
  state = 'signed',
}: SignedConsent): Omit<Consent, 'seal'> => {
  const agreement = revisionOn(dateOf(at));
  return {
    consentId,
    method,
    ...(scanReference === undefined ? {} : { scanReference }),
    ...(attestedBy === undefined ? {} : { attestedBy }),
    purposes: [...new Set(purposes)].sort(),
    agreement: { id: agreement.id, revision: agreement.revision, hash: agreement.hash },
    state,
    givenAt: at,
  };
};

/** Everything that a seal vouches for, as one text: `vault.hash('consent', consentText(consent))` is its seal. */
export const consentText = (consent: Omit<Consent, 'seal'>): string => {
  const { consentId, method, scanReference = null, attestedBy = null, purposes, agreement, state, givenAt, withdrawnAt = null } = consent;
  const { id, revision, hash } = agreement;
  return JSON.stringify([
    consentId,
    method,
    scanReference,
    attestedBy,
    [...purposes].sort(),
    [id, revision, hash],
    state,
    givenAt,
    withdrawnAt,
  ]);
};

/** A record as it stands after she withdrew it; it needs a new seal. */
export const withdrawn = ({ seal: _, ...consent }: Consent, at: Instant): Omit<Consent, 'seal'> => ({
  ...consent,
  state: 'withdrawn',
  withdrawnAt: at,
});

const isToKnownAgreement = ({ agreement: { id, revision, hash } }: Consent): boolean =>
  REVISIONS.some((known) => known.id === id && known.revision === revision && known.hash === hash);

/** Whether a record, as its fields say, covers a purpose: signed and not withdrawn. Its seal is another question. */
export const covers = ({ state, purposes }: Consent, purpose: Purpose): boolean => state === 'signed' && purposes.includes(purpose);

/**
 * Whether a record allows a purpose at an instant: it covers it, was given by then, names an agreement that we know by its text, and
 * `seal` (computed anew from the record) is the one that it carries, so that nobody has changed it since.
 */
export const isVerified = (consent: Consent, purpose: Purpose, at: Instant, seal: string): boolean =>
  covers(consent, purpose) && consent.givenAt <= at && isToKnownAgreement(consent) && consent.seal === seal;

/** Whether any record of a case covers a purpose, by its fields alone. */
export const isConsentedTo = (file: CaseFile, purpose: Purpose): boolean =>
  allOf(file, Consents).some((consent) => covers(consent, purpose));

/** Whether a record is as it was sealed. */
export const isSealed = async (consent: Consent, seal: (text: string) => Promise<string>): Promise<boolean> =>
  (await seal(consentText(consent))) === consent.seal;

/** Whether the chain of a record's revisions is whole, and ends with the record as it stands. */
export const isChained = (file: CaseFile, consent: Consent): boolean => {
  const chain = chainOf(file, consent.consentId);
  return firstBrokenLink(chain) === undefined && isLatest(chain, consent);
};

/**
 * The latest record of a case that verifiably allows a purpose at an instant, or undefined. Whoever asks a register, shares or is asked by
 * another system's consent check goes through here.
 * @param sharedWith somebody whom the agreement that she signed has to name
 * @param seal computes the seal of a text: `(text) => vault.hash('consent', text)`
 */
export const findVerifiedConsent = async (
  file: CaseFile,
  purpose: Purpose,
  at: Instant,
  seal: (text: string) => Promise<string>,
  sharedWith?: SharedWith,
): Promise<Consent | undefined> => {
  const candidates = allOf(file, Consents)
    .filter((consent) => covers(consent, purpose))
    .filter(({ agreement }) => sharedWith === undefined || isSharedWith(agreement, sharedWith, dateOf(at)))
    .sort((left, right) => right.givenAt.localeCompare(left.givenAt));
  for (const consent of candidates)
    if (isChained(file, consent) && isVerified(consent, purpose, at, await seal(consentText(consent)))) return consent;
  return undefined;
};
