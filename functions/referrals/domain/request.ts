import { ReferralRequested } from '../../../events/catalogue.ts';
import { allOf, unchanged, type CaseFile, type Context } from '../../casefile/files.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, invalidRequest } from '../../kernel/problem.ts';
import type { ReferralRules } from '../../policy/schema/referrals.ts';
import { Referrals, type Referral } from '../records.ts';
import { isClosed } from './life-cycle.ts';
import { answerOf, stored, type ReferralChange } from './referral.ts';

export type ReferralRequest = Pick<Referral, 'domain' | 'urgency' | 'note' | 'wanted' | 'screenId'>;

const refuseUnknownDomain = ({ domains }: ReferralRules, domain: string): void => {
  if (domains.some(({ id }) => id === domain)) return;
  const detail = `must be one of ${domains.map(({ id }) => id).join(', ')}`;
  throw invalidRequest({ pointer: '#/body/domain', detail });
};

/**
 * Asks for help of a kind. Nothing of hers is shared by it; who is asked learns her name when it has accepted.
 * @param consented whether a verified record of hers allows sharing
 * @throws {Problem} InvalidRequest for a domain that the programme has not, ConsentMissing, AlreadyExists while the same need is open
 */
export const requestReferral = (
  file: CaseFile,
  rules: ReferralRules,
  request: ReferralRequest,
  consented: boolean,
  { at, by, causationId }: Pick<Context, 'at' | 'by' | 'causationId'>,
): ReferralChange => {
  refuseUnknownDomain(rules, request.domain);
  if (!consented)
    throw new Problem('ConsentMissing', 'she has not consented to sharing with who helps in this; ask her for the agreement in force');
  const { domain, urgency, note, wanted, screenId } = request;
  const open = allOf(file, Referrals).find((one) => one.domain === domain && !isClosed(one.stage));
  if (open !== undefined) throw new Problem('AlreadyExists', 'she is being referred for this already', { currentStatus: open.stage });
  const referral: Referral = {
    referralId: derivedId('referral', file.root.caseId, causationId, domain),
    domain,
    urgency,
    ...(note === undefined ? {} : { note }),
    ...(wanted === undefined ? {} : { wanted }),
    ...(screenId === undefined ? {} : { screenId }),
    stage: 'seeking',
    requestedAt: at,
    requestedBy: by,
    offers: [],
    roundsBefore: 0,
    lookOn: addDays(dateOf(at), 1),
  };
  return {
    put: stored(referral),
    facts: [ReferralRequested.of({ referralId: referral.referralId, domain })],
    answer: answerOf(referral),
  };
};

/** Offers a need that a screen found, where the programme does so by itself and she has consented; otherwise nothing. */
export const requestForScreen = (
  file: CaseFile,
  rules: ReferralRules,
  { screenId, domain }: { screenId: string; domain: string },
  consented: boolean,
  context: Pick<Context, 'at' | 'by' | 'causationId'>,
): ReferralChange | { readonly answer: undefined } => {
  const offered = rules.domains.some(({ id, autoOffer }) => id === domain && autoOffer);
  const isOpen = allOf(file, Referrals).some((one) => one.domain === domain && !isClosed(one.stage));
  return !offered || !consented || isOpen || file.root.mother.diedOn !== undefined
    ? unchanged(undefined)
    : requestReferral(file, rules, { domain, urgency: 'routine', screenId }, consented, context);
};
