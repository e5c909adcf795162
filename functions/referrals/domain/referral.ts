import type { Instant } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { findOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { questionKey } from '../../casefile/question.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { Problem } from '../../kernel/problem.ts';
import type { OrganisationText } from '../../policy/schema/referral-kinds.ts';
import { keys, type Key } from '../../table/keys.ts';
import type { Write } from '../../table/table.ts';
import { currentOffer, Referrals, type Offer, type Referral } from '../records.ts';
import { isClosed, refuseUnless, type Stage } from './life-cycle.ts';

/** Who does something, and when. */
export type Who = Pick<Context, 'at' | 'by'>;

const HOUR_MS = 3_600_000;

/** @throws {Problem} ReferralNotFound */
export const getReferral = (file: CaseFile, referralId: string): Referral => {
  const referral = findOf(file, Referrals, (one) => one.referralId === referralId);
  if (referral === undefined) throw new Problem('ReferralNotFound', 'the case has no such referral');
  return referral;
};

/** How long a stage may last, and how long before its end somebody is reminded. */
export interface Term {
  readonly hours: number;
  readonly remindBeforeHours: number;
}

const termFields = ({ hours, remindBeforeHours }: Term, at: Instant): Pick<Referral, 'dueAt' | 'remindAt'> => {
  const dueAt = new Date(Date.parse(at) + hours * HOUR_MS).toISOString();
  const remindAt = new Date(Date.parse(dueAt) - remindBeforeHours * HOUR_MS).toISOString();
  return { dueAt, ...(remindAt > at ? { remindAt } : {}) };
};

/**
 * A referral at its next stage: what belonged to the one before is gone. `step` names what is done, for the refusal.
 * @throws {Problem} StatusRefuses
 */
export const entering = (referral: Referral, stage: Stage, step: string, at: Instant, term?: Term): Referral => {
  refuseUnless(referral.stage, stage, step);
  const { dueAt: _due, remindAt: _remind, reminded: _reminded, held: _held, toTell: _told, lookOn: _look, ...rest } = referral;
  const timed = term === undefined ? {} : termFields(term, at);
  const lookOn = addDays(dateOf(timed.dueAt ?? at), 1);
  return { ...rest, ...timed, stage, ...(isClosed(stage) ? {} : { lookOn }) };
};

/** The same referral with its open offer changed. */
export const withOffer = (referral: Referral, change: Partial<Offer>): Referral => {
  const offer = currentOffer(referral);
  return offer === undefined ? referral : { ...referral, offers: [...referral.offers.slice(0, -1), { ...offer, ...change }] };
};

export const telling = (referral: Referral, toTell: OrganisationText): Referral => ({ ...referral, toTell });

/** Moves the count of referrals that an organisation has in hand; it stands apart from the record, so that a change of that loses no count. */
export const inHand = (organisationId: string, by: number): Write => ({
  add: { pk: keys.organisation(organisationId).pk, sk: 'INHAND' },
  by: { referrals: by },
  set: { entity: 'organisationLoad', organisationId },
});

/** An offer that comes to its end, and what else that writes. */
export const endingOffer = (
  referral: Referral,
  status: Offer['status'],
  reason: string | undefined,
  at: Instant,
): { readonly referral: Referral; readonly also: readonly Write[] } => {
  const offer = currentOffer(referral);
  return offer === undefined
    ? { referral, also: [] }
    : {
        referral: withOffer(referral, { status, endedAt: at, ...(reason === undefined ? {} : { reason }) }),
        also: [inHand(offer.organisationId, -1)],
      };
};

/** A referral without the question that she was asked, and the key under which that stands. */
export const withoutQuestion = (caseId: string, { question, ...referral }: Referral): { referral: Referral; remove: readonly Key[] } => ({
  referral,
  remove: question === undefined ? [] : [questionKey(caseId, question)],
});

/** A referral on its way into the case file; it stands in the list of the organisation whose offer is open. */
export const stored = ({ holder: _, ...referral }: Referral): readonly Placed[] => {
  const offer = currentOffer(referral);
  return [place(Referrals, { ...referral, ...(offer === undefined ? {} : { holder: offer.organisationId }) })];
};

/** What became of a referral, for whoever changed it. */
export type Answer = Pick<Referral, 'referralId' | 'stage'>;
export const answerOf = ({ referralId, stage }: Referral): Answer => ({ referralId, stage });
export type ReferralChange = Change<Answer>;
