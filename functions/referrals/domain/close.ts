import { ReferralClosed, ReferralConfirmed, ReferralReopened } from '../../../events/catalogue.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { dateOf, daysBetween } from '../../kernel/dates.ts';
import { NOTHING } from '../../messaging/domain/message.ts';
import type { ReferralRules } from '../../policy/schema/referrals.ts';
import { currentOffer, Referrals, type Referral } from '../records.ts';
import { reopenForMother } from './answer.ts';
import { letterTo } from './letter.ts';
import { isClosed, refuseUnless, type Stage } from './life-cycle.ts';
import {
  answerOf,
  endingOffer,
  entering,
  getReferral,
  inHand,
  stored,
  telling,
  withoutQuestion,
  type ReferralChange,
  type Who,
} from './referral.ts';

type Outcome = NonNullable<Referral['closed']>['outcome'];

const ENDS = {
  confirmed: { stage: 'confirmed', offer: 'completed' },
  confirmedByPerson: { stage: 'confirmed', offer: 'completed' },
  failed: { stage: 'failed', offer: 'failed' },
  cancelled: { stage: 'cancelled', offer: 'cancelled' },
} as const satisfies Record<Outcome, { stage: Stage; offer: string }>;

/** Closes a referral for good. An organisation that had it in hand without having done anything is told. */
const closing = (
  file: CaseFile,
  referral: Referral,
  outcome: Outcome,
  { at, by }: Who,
  note?: string,
): Required<Omit<ReferralChange, 'root' | 'claims'>> => {
  const { stage, offer } = ENDS[outcome];
  const { referral: unasked, remove } = withoutQuestion(file.root.caseId, referral);
  const { referral: ended, also } = endingOffer(unasked, offer, outcome, at);
  const closed = { outcome, at, by, ...(note === undefined ? {} : { note }) };
  const next: Referral = { ...entering(ended, stage, `close as ${outcome}`, at), closed };
  const { referralId, domain, requestedAt } = referral;
  const isToTell = outcome !== 'confirmed' && ['offered', 'accepted', 'inProgress'].includes(referral.stage);
  return {
    put: stored(isToTell ? telling(next, 'cancelled') : next),
    remove,
    also,
    facts: [
      ...(stage === 'confirmed' ? [ReferralConfirmed.of({ referralId, by: outcome === 'confirmed' ? 'mother' : 'person' })] : []),
      // an event that came late may bear an earlier time than the request
      ReferralClosed.of({ referralId, domain, outcome, days: Math.max(0, daysBetween(dateOf(requestedAt), dateOf(at))) }),
    ],
    answer: answerOf(next),
  };
};

/** Takes the mother's word on whether help arrived. An answer to a question that is no longer open changes nothing. */
export const answerOfMother = (
  file: CaseFile,
  { referralId, questionId, helped }: { referralId: string; questionId: string; helped: boolean },
  rules: ReferralRules,
  who: Who,
): ReferralChange => {
  const referral = getReferral(file, referralId);
  if (referral.question?.questionId !== questionId) return unchanged(answerOf(referral));
  return helped ? closing(file, referral, 'confirmed', { ...who, by: 'mother' }) : reopenForMother(file, referral, rules, who.at);
};

/** What a person may decide about a referral. */
export type Decision =
  | { readonly outcome: 'helped' | 'notHelped'; readonly note: string }
  | { readonly outcome: 'seekAgain'; readonly note: string; readonly organisationId?: string | undefined };

/** Has help looked for anew: the organisations asked so far no longer count, one that somebody names is asked first. */
const seekAgain = (file: CaseFile, referral: Referral, wanted: string | undefined, { at }: Who): ReferralChange => {
  refuseUnless(referral.stage, 'seeking', 'seek again');
  const { referral: unasked, remove } = withoutQuestion(file.root.caseId, referral);
  const offer = currentOffer(referral);
  const told = offer === undefined ? NOTHING : letterTo(referral, offer, 'withdrawn', at);
  const { referral: ended, also } = endingOffer(unasked, 'cancelled', 'soughtAgain', at);
  const { wanted: _, ...next } = entering(ended, 'seeking', 'seek again', at);
  const again: Referral = { ...next, roundsBefore: referral.offers.length, ...(wanted === undefined ? {} : { wanted }) };
  return {
    put: [...stored(again), ...told.put],
    remove,
    also,
    facts: [ReferralReopened.of({ referralId: referral.referralId, by: 'person' }), ...told.facts],
    answer: answerOf(again),
  };
};

/**
 * Records by hand what became of a referral. The same outcome again changes nothing.
 * @throws {Problem} ReferralNotFound, StatusRefuses
 */
export const decideOutcome = (file: CaseFile, referralId: string, decision: Decision, who: Who): ReferralChange => {
  const referral = getReferral(file, referralId);
  switch (decision.outcome) {
    case 'helped':
      return referral.stage === 'confirmed'
        ? unchanged(answerOf(referral))
        : closing(file, referral, 'confirmedByPerson', who, decision.note);
    case 'notHelped':
      return referral.stage === 'failed' ? unchanged(answerOf(referral)) : closing(file, referral, 'failed', who, decision.note);
    case 'seekAgain':
      return seekAgain(file, referral, decision.organisationId, who);
  }
};

/**
 * Takes a referral back. Taken back before, nothing changes.
 * @throws {Problem} ReferralNotFound, StatusRefuses
 */
export const cancelReferral = (file: CaseFile, referralId: string, note: string, who: Who): ReferralChange => {
  const referral = getReferral(file, referralId);
  return referral.stage === 'cancelled' ? unchanged(answerOf(referral)) : closing(file, referral, 'cancelled', who, note);
};

/** Takes back every referral of a case that is open: she has died, has left, or no longer consents to sharing. */
export const cancelAll = (file: CaseFile, note: string, who: Who): Change<{ readonly cancelled: number }> => {
  const open = allOf(file, Referrals).filter(({ stage }) => !isClosed(stage));
  const inTheirHands = open.map((referral) => currentOffer(referral)?.organisationId).filter((id) => id !== undefined);
  const changes = open.map((referral) => closing(file, referral, 'cancelled', who, note));
  return {
    put: changes.flatMap(({ put }) => put),
    remove: changes.flatMap(({ remove }) => remove),
    // one write for an organisation, however many of her referrals it has in hand
    also: [...Map.groupBy(inTheirHands, (organisationId) => organisationId)].map(([organisationId, each]) =>
      inHand(organisationId, -each.length),
    ),
    facts: changes.flatMap(({ facts }) => facts),
    answer: { cancelled: open.length },
  };
};
