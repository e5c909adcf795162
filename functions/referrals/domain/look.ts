import { ReferralHeld, ReferralUnconfirmed } from '../../../events/catalogue.ts';
import { raiseAlert } from '../../casefile/alert.ts';
import type { Instant } from '../../casefile/case.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { addDays, dateOf, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { ReferralRules } from '../../policy/schema/referrals.ts';
import { Referrals, type Referral } from '../records.ts';
import { passOn } from './answer.ts';
import { isClosed } from './life-cycle.ts';
import { entering, getReferral, stored } from './referral.ts';

/** What the state machine of a referral does next. `leave`: it is closed, waits for a person, or another execution sees to it. */
export type Step =
  | { readonly step: 'offer' | 'text' | 'leave'; readonly waitSeconds: 0 }
  | { readonly step: 'awaitAcceptance' | 'awaitHelp' | 'awaitMother'; readonly waitSeconds: number };

const LEAVE: Step = { step: 'leave', waitSeconds: 0 };

const AWAITED = { offered: 'awaitAcceptance', accepted: 'awaitHelp', inProgress: 'awaitHelp', done: 'awaitMother' } as const;

const secondsTo = (until: Instant, at: Instant): number => Math.max(1, Math.ceil((Date.parse(until) - Date.parse(at)) / 1000));

/** Reads off a referral what comes next. */
export const stepOf = ({ stage, toTell, dueAt, remindAt, reminded, referralId }: Referral, at: Instant): Step => {
  if (toTell !== undefined) return { step: 'text', waitSeconds: 0 };
  switch (stage) {
    case 'seeking':
      return { step: 'offer', waitSeconds: 0 };
    case 'offered':
    case 'accepted':
    case 'inProgress':
    case 'done': {
      if (dueAt === undefined) throw new Error(`referral ${referralId} is ${stage} without a time`);
      return { step: AWAITED[stage], waitSeconds: secondsTo(remindAt !== undefined && reminded !== true ? remindAt : dueAt, at) };
    }
    case 'onHold':
    case 'confirmed':
    case 'failed':
    case 'cancelled':
      return LEAVE;
  }
};

type LookChange = Required<Pick<Change<Referral>, 'put' | 'facts' | 'also' | 'answer'>>;

/** Leaves a referral to a person, who is told by an alert. */
export const hold = (
  file: CaseFile,
  referral: Referral,
  reason: 'nobodyLeft' | 'unconfirmed',
  rules: ReferralRules,
  at: Instant,
): LookChange => {
  const { referralId, urgency } = referral;
  const alert = raiseAlert(
    file,
    {
      alertId: derivedId('alert', 'referral', referralId, reason, at),
      kind: 'socialNeed',
      level: urgency,
      signs: [`referral.${reason}`],
      source: { kind: 'referral', id: referralId },
    },
    { at, by: 'referrals' },
  );
  const { watcher: _, token: _token, ...rest } = entering(referral, 'onHold', 'hold', at);
  const held: Referral = { ...rest, held: { reason, at }, lookOn: addDays(dateOf(at), rules.heldLookDays) };
  return { put: [...stored(held), ...alert.put], facts: [ReferralHeld.of({ referralId, reason }), ...alert.facts], also: [], answer: held };
};

const LATE = { offered: 'noAnswer', accepted: 'notStarted', inProgress: 'notCompleted' } as const;

const kept = (referral: Referral): LookChange => ({ put: stored(referral), facts: [], also: [], answer: referral });

/** What time alone has done to a referral. */
const afterTime = (file: CaseFile, referral: Referral, rules: ReferralRules, at: Instant): LookChange => {
  const { stage, dueAt, remindAt, reminded, referralId } = referral;
  if (dueAt !== undefined && dueAt <= at) {
    if (stage === 'done') return hold(file, referral, 'unconfirmed', rules, at);
    if (stage === 'offered' || stage === 'accepted' || stage === 'inProgress') {
      const { put, facts, also } = passOn(referral, { status: 'failed', reason: LATE[stage], step: 'pass on', isTold: true }, at);
      const { wanted: _, ...rest } = referral;
      return { put, facts, also, answer: { ...rest, stage: 'seeking' } };
    }
  }
  if (remindAt === undefined || remindAt > at || reminded === true) return kept(referral);
  const now: Referral = { ...referral, reminded: true };
  return stage === 'done'
    ? { ...kept(now), facts: [ReferralUnconfirmed.of({ referralId })] }
    : kept({ ...now, toTell: now.toTell ?? 'reminder' });
};

/**
 * Looks at a referral for the state machine that sees to it: does what time has brought, and says what comes next. The first look of an
 * execution takes the referral over from any other.
 */
export const lookAt = (
  file: CaseFile,
  referralId: string,
  { rules, at, execution, first }: { rules: ReferralRules; at: Instant; execution: string; first: boolean },
): Change<Step> => {
  const { token: _, ...referral } = getReferral(file, referralId);
  if (!first && referral.watcher !== execution) return unchanged(LEAVE);
  if (referral.stage === 'onHold') return unchanged(LEAVE);
  const { put, facts, also, answer } = afterTime(file, { ...referral, watcher: execution }, rules, at);
  return { put, facts, also, answer: stepOf({ ...answer, ...(answer.stage === 'seeking' ? { toTell: undefined } : {}) }, at) };
};

/**
 * Stores the token of the state machine that waits. Where something has happened since it looked, it is answered at once: `waiting` says so.
 * @param awaited what it believes to wait for
 */
export const awaitAnswer = (
  file: CaseFile,
  referralId: string,
  { awaited, token, execution, at }: { awaited: Step['step']; token: string; execution: string; at: Instant },
): Change<{ readonly waiting: boolean }> => {
  const referral = getReferral(file, referralId);
  if (referral.watcher !== execution || stepOf(referral, at).step !== awaited) return unchanged({ waiting: false });
  return referral.token === token ? unchanged({ waiting: true }) : { put: stored({ ...referral, token }), answer: { waiting: true } };
};

/** Leaves a referral to the update sweep, from tomorrow on. */
export const parkReferral = (file: CaseFile, referralId: string, at: Instant): Change<Record<string, never>> => {
  const { token: _token, watcher: _watcher, ...referral } = getReferral(file, referralId);
  return isClosed(referral.stage) ? unchanged({}) : { put: stored({ ...referral, lookOn: addDays(dateOf(at), 1) }), answer: {} };
};

/** Referrals that nobody has looked at in time: each is looked at by a state machine today; a person is told again of those on hold. */
export const lookAfter = (
  file: CaseFile,
  rules: ReferralRules,
  today: PlainDate,
  at: Instant,
): Change<{ readonly referralIds: readonly string[] }> => {
  const found = allOf(file, Referrals).filter(({ lookOn }) => lookOn !== undefined && lookOn <= today);
  const held = found.filter(({ stage }) => stage === 'onHold');
  const alerts = held.slice(0, 1).map(({ referralId, urgency, held: why }) =>
    raiseAlert(
      file,
      {
        alertId: derivedId('alert', 'referral', referralId, today),
        kind: 'socialNeed',
        level: urgency,
        signs: held.map(() => `referral.${why?.reason ?? 'nobodyLeft'}`).slice(0, 1),
        source: { kind: 'referral', id: referralId },
      },
      { at, by: 'referrals' },
    ),
  );
  return found.length === 0
    ? unchanged({ referralIds: [] })
    : {
        put: [
          ...found.flatMap((one) => stored({ ...one, lookOn: addDays(today, one.stage === 'onHold' ? rules.heldLookDays : 1) })),
          ...alerts.flatMap(({ put }) => put),
        ],
        facts: alerts.flatMap(({ facts }) => facts),
        answer: { referralIds: found.filter(({ stage }) => stage !== 'onHold').map(({ referralId }) => referralId) },
      };
};
