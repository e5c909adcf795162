/** What her word in the country's consent block does to her records here. */
import { afterChange } from '../../casefile/after.ts';
import { Consents, type Consent, type Instant } from '../../casefile/case.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { RegisterRecord } from '../../partners/consent-register.ts';
import type { Purpose } from './agreement-revisions.ts';
import { consentText, covers, draftConsent } from './consent-record.ts';
import { recordConsent, withdrawPurpose } from './give-and-withdraw.ts';
import { registered, registeredOf, standingOf, wishOf } from './register-standing.ts';

type Seal = (text: string) => Promise<string>;

/**
 * She withdrew a purpose there: every record here that covers it is withdrawn as the office would withdraw it, and nobody tells the block
 * what it said itself.
 */
export const withdrawnThere = async (file: CaseFile, purpose: Purpose, at: Instant, seal: Seal): Promise<Change<void>> => {
  const known = registeredOf(standingOf(file), purpose);
  let now = file;
  const changes: Change<Consent>[] = [];
  for (const { consentId } of allOf(file, Consents).filter((consent) => covers(consent, purpose))) {
    const change = await withdrawPurpose(now, consentId, purpose, at, seal);
    now = afterChange(now, change);
    changes.push(change);
  }
  if (known === undefined || changes.length === 0) return unchanged(undefined);
  return {
    root: now.root,
    put: [...changes.flatMap(({ put = [] }) => put), ...registered(now, { ...known, optIn: false })],
    facts: changes.flatMap(({ facts = [] }) => facts),
    answer: undefined,
  };
};

/** The record here of a consent that she signed there; it says where it comes from. */
export const consentOfRegister = async (
  caseId: string,
  purpose: Purpose,
  { recordId }: RegisterRecord,
  at: Instant,
  seal: Seal,
): Promise<Consent> => {
  const draft = draftConsent({
    consentId: derivedId('consent', caseId, 'register', purpose, recordId, at),
    method: 'digital',
    attestedBy: `consent register: ${recordId}`,
    purposes: [purpose],
    at,
  });
  return { ...draft, seal: await seal(consentText(draft)) };
};

/** Takes over a consent that she signed there, unless she has given one here meanwhile. */
export const givenThere = (
  file: CaseFile,
  purpose: Purpose,
  { recordId, revisionHash }: RegisterRecord,
  consent: Consent,
): Change<void> => {
  if (wishOf(file, purpose)?.gives === true) return unchanged(undefined);
  const change = recordConsent(file, consent);
  const entry = { purpose, consentId: consent.consentId, recordId, revisionHash, optIn: true };
  return { ...change, put: [...(change.put ?? []), ...registered(file, entry)], answer: undefined };
};
