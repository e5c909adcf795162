import { ReferralAccepted, ReferralCompleted, ReferralDeclined, ReferralReopened, ReferralStarted } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { place } from '../../casefile/entity.ts';
import { unchanged, type CaseFile } from '../../casefile/files.ts';
import { Questions, type Question } from '../../casefile/question.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import { NOTHING } from '../../messaging/domain/message.ts';
import type { ReferralRules } from '../../policy/schema/referrals.ts';
import { currentOffer, type Offer, type Referral } from '../records.ts';
import { letterTo } from './letter.ts';
import { ANSWERS, SAID_BEFORE, type OrganisationAnswer } from './life-cycle.ts';
import {
  answerOf,
  endingOffer,
  entering,
  getReferral,
  stored,
  telling,
  withOffer,
  withoutQuestion,
  type ReferralChange,
  type Term,
  type Who,
} from './referral.ts';

/** An answer of an organisation, as it came. */
export interface Said {
  readonly organisationId: string;
  /** The offer that it answers; absent: the one that is open. */
  readonly round?: number | undefined;
  readonly answer: OrganisationAnswer;
  readonly via: 'link' | 'text' | 'api';
  readonly reason?: string | undefined;
  /** Whether a verified record of the mother's allows sharing now; asked for an acceptance. */
  readonly consented: boolean;
}

/** The time that an organisation has to begin, or to finish. */
export const termOf = (
  rules: ReferralRules,
  { urgency }: Pick<Referral, 'urgency'>,
  of: 'answerHours' | 'startHours' | 'completeHours',
): Term => ({
  hours: rules.times[urgency][of],
  remindBeforeHours: rules.remindBeforeHours,
});

/** Why an offer ends without help. */
interface Ending {
  readonly status: Offer['status'];
  readonly reason: string;
  readonly step: string;
  /** It was not its own doing: it is told by text. */
  readonly isTold?: boolean;
}

/** Ends the open offer without help; the next organisation is looked for. `reason` is told in the fact. */
export const passOn = (
  referral: Referral,
  { status, reason, step, isTold = false }: Ending,
  at: string,
): Pick<Required<ReferralChange>, 'put' | 'also' | 'facts' | 'answer'> => {
  const offer = currentOffer(referral);
  const told = offer !== undefined && isTold ? letterTo(referral, offer, 'withdrawn', at) : NOTHING;
  const { referral: ended, also } = endingOffer(referral, status, reason, at);
  const { wanted: _, ...next } = entering(ended, 'seeking', step, at);
  const { referralId } = referral;
  const facts = offer === undefined ? [] : [ReferralDeclined.of({ referralId, organisationId: offer.organisationId, reason })];
  return { put: [...stored(next), ...told.put], also, facts: [...facts, ...told.facts], answer: answerOf(next) };
};

/** Help was given, says the organisation: the mother is asked. */
const sayDone = (referral: Referral, rules: ReferralRules, { organisationId }: Said, at: string): ReferralChange => {
  const { waitHours, remindBeforeHours } = rules.confirm;
  const questionId = derivedId('question', 'referral', referral.referralId, at);
  const next = withOffer(entering(referral, 'done', 'say done', at, { hours: waitHours, remindBeforeHours }), {
    status: 'completed',
    doneAt: at,
  });
  const question: Question = {
    questionId,
    kind: 'referral',
    subjectId: referral.referralId,
    askedAt: at,
    // her answer counts for as long again when a person looks already
    expiresAt: new Date(Date.parse(at) + 2 * waitHours * 3_600_000).toISOString(),
    answer: { of: 'yesNo' },
  };
  return {
    put: [...stored({ ...next, question: { questionId, askedAt: at } }), place(Questions, question)],
    facts: [ReferralCompleted.of({ referralId: referral.referralId, organisationId })],
    answer: answerOf(next),
  };
};

const moved = (next: Referral, facts: readonly NewFact[]): ReferralChange => ({ put: stored(next), facts, answer: answerOf(next) });

/**
 * Takes the answer of an organisation to the offer that it has. The same answer again changes nothing.
 * @throws {Problem} ReferralNotFound, StatusRefuses when the offer has ended or the stage does not allow it, ConsentMissing
 */
export const answerOffer = (
  file: CaseFile,
  referralId: string,
  said: Said,
  rules: ReferralRules,
  { at }: Pick<Who, 'at'>,
): ReferralChange => {
  const referral = getReferral(file, referralId);
  const offer = currentOffer(referral);
  const { answer, organisationId } = said;
  if (offer === undefined || offer.organisationId !== organisationId || (said.round !== undefined && said.round !== offer.round))
    throw statusRefuses(answer, 'ended', []);
  const { stage } = referral;
  if ((SAID_BEFORE[answer] as readonly string[]).includes(stage)) return unchanged(answerOf(referral));
  const allowed: readonly OrganisationAnswer[] = ANSWERS[stage];
  if (!allowed.includes(answer)) throw statusRefuses(answer, stage, allowed);
  switch (answer) {
    case 'accept': {
      if (!said.consented) throw new Problem('ConsentMissing', 'she no longer consents to sharing');
      const next = withOffer(entering(referral, 'accepted', 'accept', at, termOf(rules, referral, 'startHours')), {
        status: 'accepted',
        acceptedAt: at,
      });
      return moved(said.via === 'text' ? telling(next, 'contact') : next, [ReferralAccepted.of({ referralId, organisationId })]);
    }
    case 'start':
      return moved(
        withOffer(entering(referral, 'inProgress', 'start', at, termOf(rules, referral, 'completeHours')), {
          status: 'in-progress',
          startedAt: at,
        }),
        [ReferralStarted.of({ referralId, organisationId })],
      );
    case 'done':
      return sayDone(referral, rules, said, at);
    case 'decline':
      return passOn(referral, { status: 'rejected', reason: said.reason ?? 'declined', step: 'decline' }, at);
    case 'giveUp':
      return passOn(referral, { status: 'failed', reason: said.reason ?? 'gaveUp', step: 'give up' }, at);
  }
};

/** She says that no help arrived: the same organisation goes on, or the next is asked when it has said so too often. */
export const reopenForMother = (file: CaseFile, referral: Referral, rules: ReferralRules, at: string): ReferralChange => {
  const { referral: unasked, remove } = withoutQuestion(file.root.caseId, referral);
  const falseDones = (currentOffer(referral)?.falseDones ?? 0) + 1;
  const counted = withOffer(unasked, { falseDones });
  const reopened = ReferralReopened.of({ referralId: referral.referralId, by: 'mother' });
  if (falseDones > rules.falseDonesAllowed) {
    const change = passOn(counted, { status: 'failed', reason: 'falseDone', step: 'reopen', isTold: true }, at);
    return { ...change, remove, facts: [reopened, ...change.facts] };
  }
  const next = withOffer(entering(counted, 'inProgress', 'reopen', at, termOf(rules, referral, 'completeHours')), {
    status: 'in-progress',
  });
  return { ...moved(telling(next, 'reopened'), [reopened]), remove };
};
