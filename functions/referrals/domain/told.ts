import { unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { fillIn } from '../../policy/placeholders.ts';
import type { OrganisationText } from '../../policy/schema/referral-kinds.ts';
import type { ReferralRules } from '../../policy/schema/referrals.ts';
import type { Referral } from '../records.ts';
import { passOn } from './answer.ts';
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

/** What came of telling an organisation something. */
export type Told = 'sent' | 'unreachable';

/**
 * Records that an organisation was told. One that cannot be told of an offer is passed over, unless its own software shows it the offer.
 * `toTell` is what was told; something newer stays to be told.
 */
export const recordTold = (
  file: CaseFile,
  referralId: string,
  { toTell, outcome, hasClient, at }: { toTell: OrganisationText; outcome: Told; hasClient: boolean; at: string },
): Change<unknown> => {
  const referral = getReferral(file, referralId);
  if (referral.toTell !== toTell) return unchanged({});
  const { toTell: _, ...rest } = referral;
  if (toTell === 'offer' && outcome === 'unreachable' && !hasClient)
    return passOn(rest, { status: 'failed', reason: 'unreachable', step: 'pass on' }, at);
  const last = rest.offers.at(-1);
  const next: Referral =
    toTell !== 'offer' || outcome === 'unreachable' || last === undefined
      ? rest
      : { ...rest, offers: [...rest.offers.slice(0, -1), { ...last, textedAt: at }] };
  return { put: stored(next), answer: {} };
};
