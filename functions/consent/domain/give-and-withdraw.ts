import { ConsentGiven, ConsentWithdrawn } from '../../../events/catalogue.ts';
import { Consents, type CaseRoot, type Consent, type Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { afterChange } from '../../casefile/after.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { revised } from '../records.ts';
import { PURPOSES, type Purpose } from './agreement-revisions.ts';
import { consentText, covers, withdrawn } from './consent-record.ts';

/** Messages go on as they stood before she stopped them; not to a mother who has died. */
const withMessages = (root: CaseRoot): CaseRoot => {
  const { messagesBeforeWithdrawal, ...rest } = root;
  return messagesBeforeWithdrawal === undefined || root.mother.diedOn !== undefined
    ? root
    : { ...rest, messages: messagesBeforeWithdrawal };
};

/** Adds a signed and sealed record to a case; it is the one that the case names from now on. @throws {Problem} RecordErased */
export const recordConsent = (file: CaseFile, consent: Consent): Change<Consent> => {
  if (file.root.erasedOn !== undefined) throw new Problem('RecordErased', 'nothing personal is left of this record; she registers anew');
  const root = { ...file.root, consentId: consent.consentId };
  return {
    root: consent.purposes.includes('messages') ? withMessages(root) : root,
    put: [place(Consents, consent), revised(file, consent, consent.givenAt)],
    facts: [ConsentGiven.of({ consentId: consent.consentId, method: consent.method, purposes: consent.purposes })],
    answer: consent,
  };
};

/**
 * Withdraws a record. What no other record covers stops with this change: messages at once, questions to registers because they look
 * for a consent each time; what else follows is told by the fact.
 * @param seal computes the seal of a text
 * @throws {Problem} ConsentNotFound
 */
export const withdrawConsent = async (
  file: CaseFile,
  consentId: string,
  at: Instant,
  seal: (text: string) => Promise<string>,
): Promise<Change<Consent>> => {
  const consent = findOf(file, Consents, (each) => each.consentId === consentId);
  if (consent === undefined) throw new Problem('ConsentNotFound', 'the case has no such consent record');
  if (consent.state !== 'signed') return unchanged(consent);
  const draft = withdrawn(consent, at);
  const answer = { ...draft, seal: await seal(consentText(draft)) };
  const others = allOf(file, Consents).filter((each) => each.consentId !== consentId);
  const lost = PURPOSES.filter((purpose) => covers(consent, purpose) && !others.some((other) => covers(other, purpose)));
  const { root } = file;
  return {
    ...(lost.includes('messages') && root.messages !== 'none'
      ? { root: { ...root, messages: 'none', messagesBeforeWithdrawal: root.messages } }
      : {}),
    put: [place(Consents, answer), revised(file, answer, at)],
    facts: [ConsentWithdrawn.of({ consentId, purposes: lost })],
    answer,
  };
};

/**
 * Withdraws one purpose of a record. What else she signed in it stands on, as a record of its own to the same text and with the same
 * evidence; nothing new is asked of her.
 * @param seal computes the seal of a text
 * @throws {Problem} ConsentNotFound
 */
export const withdrawPurpose = async (
  file: CaseFile,
  consentId: string,
  purpose: Purpose,
  at: Instant,
  seal: (text: string) => Promise<string>,
): Promise<Change<Consent>> => {
  const consent = findOf(file, Consents, (each) => each.consentId === consentId);
  if (consent === undefined || !consent.purposes.includes(purpose))
    throw new Problem('ConsentNotFound', 'the case has no such consent record');
  const rest = consent.purposes.filter((each) => each !== purpose);
  if (rest.length === 0 || consent.state !== 'signed') return withdrawConsent(file, consentId, at, seal);
  const { seal: _, ...before } = consent;
  const draft = { ...before, consentId: derivedId('consent', consentId, 'without', purpose), purposes: rest };
  const remaining = { ...draft, seal: await seal(consentText(draft)) };
  const { root } = file;
  const kept = {
    root: root.consentId === consentId ? { ...root, consentId: remaining.consentId } : root,
    put: [place(Consents, remaining), revised(file, remaining, at)],
  };
  const withdrawal = await withdrawConsent(afterChange(file, kept), consentId, at, seal);
  return { ...withdrawal, root: withdrawal.root ?? kept.root, put: [...kept.put, ...(withdrawal.put ?? [])] };
};
