import { ReferralOffered } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { derivedCode } from '../../kernel/ids.ts';
import type { ReferralRules } from '../../policy/schema/referrals.ts';
import { ReferralLinks, type Offer, type Referral } from '../records.ts';
import { termOf } from './answer.ts';
import { hold, stepOf, type Step } from './look.ts';
import { bestFit, type LoadedOrganisation } from './organisation.ts';
import { entering, getReferral, inHand, stored, telling } from './referral.ts';

/** How a programme counts days and ranks who could help. */
export interface OfferRules {
  readonly rules: ReferralRules;
  readonly timeZone: string;
}

const LIMIT = 100;

/** Who is to be asked next, as things stand; undefined when a person has to look. */
const nextOrganisation = (
  file: CaseFile,
  { domain, wanted, offers, roundsBefore }: Referral,
  organisations: readonly LoadedOrganisation[],
  { rules, timeZone }: OfferRules,
  at: string,
): LoadedOrganisation | undefined => {
  const counted = offers.slice(roundsBefore);
  if (counted.length >= rules.offersAtMost || offers.length >= LIMIT) return undefined;
  const tried = new Set(counted.map(({ organisationId }) => organisationId));
  return bestFit(organisations, { domain, language: file.root.language, at, timeZone, wanted, tried }, rules.order);
};

/** The number of the next offer of a referral, by which its link is made. */
export const nextRound = ({ offers }: Pick<Referral, 'offers'>): number => offers.length + 1;

/**
 * Offers a referral to the organisation that fits best and has not been asked; where none is left, a person is told.
 * @param tokenHash the keyed hash of the token of the link that the organisation will get
 */
export const offerReferral = (
  file: CaseFile,
  referralId: string,
  organisations: readonly LoadedOrganisation[],
  { tokenHash, at, ...rules }: OfferRules & { tokenHash: string; at: string },
): Change<Step> => {
  const referral = getReferral(file, referralId);
  if (referral.stage !== 'seeking') return unchanged(stepOf(referral, at));
  const organisation = nextOrganisation(file, referral, organisations, rules, at);
  if (organisation === undefined) {
    const { answer, ...change } = hold(file, referral, 'nobodyLeft', rules.rules, at);
    return { ...change, answer: stepOf(answer, at) };
  }
  const { organisationId, name, calledAs, phone } = organisation;
  const round = nextRound(referral);
  const offer: Offer = {
    round,
    organisationId,
    organisationName: name,
    calledAs,
    status: 'received',
    code: derivedCode(6, 'referral', referralId, round),
    offeredAt: at,
    falseDones: 0,
  };
  const { wanted: _, ...offered } = entering(referral, 'offered', 'offer', at, termOf(rules.rules, referral, 'answerHours'));
  const next: Referral = { ...offered, offers: [...referral.offers, offer] };
  const told = phone === undefined ? next : telling(next, 'offer');
  return {
    put: [...stored(told), place(ReferralLinks, { referralId, round, organisationId, tokenHash })],
    also: [inHand(organisationId, 1)],
    facts: [ReferralOffered.of({ referralId, domain: referral.domain, organisationId, round })],
    answer: stepOf(told, at),
  };
};
