import { findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { fillIn } from '../../policy/placeholders.ts';
import type { OrganisationText } from '../../policy/schema/referral-kinds.ts';
import type { ReferralRules } from '../../policy/schema/referrals.ts';
import { organisationTemplate } from '../../messaging/domain/letter.ts';
import { Messages } from '../../messaging/records.ts';
import { currentOffer, Referrals } from '../records.ts';
import { passOn } from './answer.ts';
import { letterTo } from './letter.ts';
import { getReferral, stored } from './referral.ts';

/** In the first of its languages in which there is a text, else in English. */
export const inLanguage = (texts: Readonly<Record<string, string>>, languages: readonly string[]): string => {
  const text = [...languages, 'en'].map((language) => texts[language]).find((one) => one !== undefined);
  if (text === undefined) throw new Error('a text in en is missing');
  return text;
};

/** What a domain is called. */
export const domainName = ({ domains }: ReferralRules, domain: string, languages: readonly string[]): string =>
  inLanguage(domains.find(({ id }) => id === domain)?.names ?? { en: domain }, languages);

/** A text to an organisation. */
export const organisationText = (
  rules: ReferralRules,
  which: OrganisationText,
  languages: readonly string[],
  values: Readonly<Record<string, string>>,
): string => fillIn(inLanguage(rules.texts[which], languages), values);

/** The organisation that is told, as far as it matters whether a text reaches it. */
interface Told {
  readonly hasPhone: boolean;
  /** Its own software shows it what it has in hand. */
  readonly hasClient: boolean;
}

/**
 * Puts what an organisation is still to be told into the queue. One that no text can tell of an offer is passed over, unless its own
 * software shows it the offer.
 */
export const tellOrganisation = (file: CaseFile, referralId: string, { hasPhone, hasClient }: Told, at: string): Change<unknown> => {
  const referral = getReferral(file, referralId);
  const { toTell, ...rest } = referral;
  const last = rest.offers.at(-1);
  if (toTell === undefined || last === undefined) return unchanged({});
  if (!hasPhone)
    return toTell === 'offer' && !hasClient
      ? passOn(rest, { status: 'failed', reason: 'unreachable', step: 'pass on' }, at)
      : { put: stored(rest), answer: {} };
  const { put, facts } = letterTo(referral, last, toTell, at);
  return { put: [...stored(rest), ...put], facts, answer: {} };
};

/** A text with an offer certainly reached nobody: the next organisation is asked, unless the software of this one shows it the offer. */
export const passUnreached = (
  file: CaseFile,
  messageId: string,
  hasClient: (organisationId: string) => Promise<boolean>,
  at: string,
): Promise<Change<unknown>> | Change<unknown> => {
  const { state, template, group } = findOf(file, Messages, (message) => message.messageId === messageId) ?? {};
  const { referralId, round } = group?.referral ?? {};
  const referral = findOf(file, Referrals, (one) => one.referralId === referralId);
  const offer = referral === undefined ? undefined : currentOffer(referral);
  const isLost = state === 'failed' || state === 'denied' || state === 'duplicate';
  if (
    !isLost ||
    template !== organisationTemplate('offer') ||
    referral?.stage !== 'offered' ||
    offer?.round !== round ||
    offer === undefined
  )
    return unchanged({});
  return hasClient(offer.organisationId).then((has) =>
    has ? unchanged({}) : passOn(referral, { status: 'failed', reason: 'unreachable', step: 'pass on' }, at),
  );
};
