import fc from 'fast-check';
import { allOf } from '../../../functions/casefile/files.ts';
import { Questions } from '../../../functions/casefile/question.ts';
import { dateOf } from '../../../functions/kernel/dates.ts';
import { isProblem } from '../../../functions/kernel/problem.ts';
import { answerOffer } from '../../../functions/referrals/domain/answer.ts';
import { answerOfMother, cancelReferral, decideOutcome } from '../../../functions/referrals/domain/close.ts';
import { ANSWERS, isClosed, OrganisationAnswer, refuseUnless, Stage, STAGE_NEXT } from '../../../functions/referrals/domain/life-cycle.ts';
import { lookAfter, lookAt, type Step } from '../../../functions/referrals/domain/look.ts';
import { offerReferral } from '../../../functions/referrals/domain/offer.ts';
import { requestReferral } from '../../../functions/referrals/domain/request.ts';
import { tellOrganisation } from '../../../functions/referrals/domain/told.ts';
import { currentOffer, Referrals, type Referral } from '../../../functions/referrals/records.ts';
import { aMemoryCase, anOrganisation, RULES, type MemoryCase } from '../../support/referral-world.ts';

const START = '2026-03-02T09:00:00.000Z';
const NAMES = ['a', 'b', 'c'];
const ORGANISATIONS = NAMES.map((name) => anOrganisation(name));

type Action =
  | { readonly kind: 'hours'; readonly hours: number }
  | { readonly kind: 'organisation'; readonly who: string; readonly answer: OrganisationAnswer | 'fitting'; readonly consented: boolean }
  | { readonly kind: 'mother'; readonly helped: boolean }
  | { readonly kind: 'person'; readonly outcome: 'helped' | 'notHelped' | 'seekAgain' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'otherExecution' };

const anAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('hours' as const), hours: fc.integer({ min: 1, max: 800 }) }) },
  {
    weight: 30,
    arbitrary: fc.record({
      kind: fc.constant('organisation' as const),
      who: fc.constantFrom('holder', 'holder', 'holder', ...NAMES),
      answer: fc.constantFrom('fitting' as const, 'fitting' as const, 'fitting' as const, ...OrganisationAnswer.options),
      consented: fc.constantFrom(true, true, true, false),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('mother' as const), helped: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('person' as const), outcome: fc.constantFrom('helped' as const, 'notHelped', 'seekAgain') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unreachable' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('otherExecution' as const) }) },
);

/** One referral, the clock, and a state machine that does what its definition does. */
const aLoop = () => {
  const memory: MemoryCase = aMemoryCase();
  let at = START;
  let executions = 1;
  const who = () => ({ at, by: 'user:sue', causationId: 'cause-1' });
  const { referralId } = memory.commit(requestReferral(memory.file(), RULES, { domain: 'food', urgency: 'routine' }, true, who()));
  const now = (): Referral => allOf(memory.file(), Referrals)[0] as Referral;
  const look = (first: boolean): Step =>
    memory.commit(lookAt(memory.file(), referralId, { rules: RULES, at, execution: `run-${String(executions)}`, first }));
  const runMachine = (first: boolean, outcome: 'sent' | 'unreachable' = 'sent'): Step => {
    let step = look(first);
    for (let states = 0; step.step === 'offer' || step.step === 'text'; states += 1) {
      if (states > 20) throw new Error('the machine goes round for ever');
      if (step.step === 'text')
        memory.commit(tellOrganisation(memory.file(), referralId, { hasPhone: outcome === 'sent', hasClient: false }, at));
      step =
        step.step === 'offer'
          ? memory.commit(offerReferral(memory.file(), referralId, ORGANISATIONS, { rules: RULES, timeZone: 'UTC', tokenHash: 'hash', at }))
          : look(false);
    }
    return step;
  };
  /** What a subscriber does: the machine goes on where it waits, and is started where there is none. */
  const wake = (): Step | undefined => (isClosed(now().stage) || now().watcher !== undefined ? runMachine(false) : runMachine(true));
  /** Something that the organisation may say now, another one each time. */
  let said = 0;
  const fitting = (): OrganisationAnswer => {
    const may: readonly OrganisationAnswer[] = ANSWERS[now().stage];
    said += 1;
    return may[(said * 3 + 1) % Math.max(1, may.length)] ?? 'done';
  };
  const act = (action: Action): void => {
    switch (action.kind) {
      case 'hours':
        at = new Date(Date.parse(at) + action.hours * 3_600_000).toISOString();
        memory.commit(lookAfter(memory.file(), RULES, dateOf(at), at));
        return;
      case 'organisation':
        memory.commit(
          answerOffer(
            memory.file(),
            referralId,
            {
              organisationId: action.who === 'holder' ? (now().holder ?? 'a') : action.who,
              answer: action.answer === 'fitting' ? fitting() : action.answer,
              via: 'link',
              consented: action.consented,
            },
            RULES,
            { at },
          ),
        );
        return;
      case 'mother': {
        const questionId = allOf(memory.file(), Questions)[0]?.questionId ?? '00000000-0000-4000-8000-000000000000';
        memory.commit(answerOfMother(memory.file(), { referralId, questionId, helped: action.helped }, RULES, who()));
        return;
      }
      case 'person':
        memory.commit(decideOutcome(memory.file(), referralId, { outcome: action.outcome, note: 'seen' }, who()));
        return;
      case 'cancel':
        memory.commit(cancelReferral(memory.file(), referralId, 'no longer needed', who()));
        return;
      case 'unreachable':
        runMachine(false, 'unreachable');
        return;
      case 'otherExecution':
        executions += 1;
        runMachine(true);
    }
  };
  return { memory, now, runMachine, wake, act, referralId };
};

const countOf = ({ facts }: MemoryCase, name: string): number => facts.filter(({ detailType }) => detailType === `${name}.v1`).length;

/** What must hold of a referral, however it came to where it stands. */
const expectWhole = (memory: MemoryCase, referral: Referral): void => {
  const closed = isClosed(referral.stage);
  expect(countOf(memory, 'ReferralClosed')).toBe(closed ? 1 : 0);
  expect(referral.closed === undefined).toBe(!closed);
  // never lost: what is open is found by the sweep on some day
  expect(referral.lookOn === undefined).toBe(closed);
  const open = currentOffer(referral);
  if (closed) expect(open).toBeUndefined();
  expect(referral.offers.filter(({ endedAt }) => endedAt === undefined)).toHaveLength(open === undefined ? 0 : 1);
  for (const name of NAMES) expect(memory.inHand.get(name) ?? 0).toBe(open?.organisationId === name ? 1 : 0);
  // a question stands exactly while her word is waited for
  expect(allOf(memory.file(), Questions)).toHaveLength(referral.question === undefined ? 0 : 1);
  if (referral.stage === 'done') expect(referral.question).toBeDefined();
  expect(referral.holder).toBe(open?.organisationId);
};

describe('a referral', () => {
  it('is never both closed and open, never lost, and done only by her word or a person', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(fc.tuple(anAction, fc.boolean()), { minLength: 10, maxLength: 40 }), (actions) => {
        const loop = aLoop();
        loop.runMachine(true);
        for (const [action, machineIsFast] of actions) {
          const before = loop.now();
          try {
            loop.act(action);
          } catch (error) {
            if (!isProblem(error)) throw error;
            expect(loop.now()).toEqual(before);
          }
          expectWhole(loop.memory, loop.now());
          if (machineIsFast) loop.wake();
          const after = loop.now();
          expectWhole(loop.memory, after);
          reached.add(after.stage);
          const isWord = (action.kind === 'mother' && action.helped) || (action.kind === 'person' && action.outcome === 'helped');
          if (after.stage === 'confirmed' && before.stage !== 'confirmed') expect(isWord).toBe(true);
          if (isClosed(before.stage)) expect(after.stage).toBe(before.stage);
          // an offer that has ended is never taken up again
          for (const ended of before.offers.filter(({ endedAt }) => endedAt !== undefined))
            expect(after.offers.find(({ round }) => round === ended.round)).toEqual(ended);
        }
      }),
      { numRuns: 150 },
    );
    expect([...reached].sort()).toEqual([...Stage.options].sort());
  });

  it('comes to an end or to a person when everybody is silent', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anAction, fc.boolean()), { maxLength: 10 }), (actions) => {
        const loop = aLoop();
        loop.runMachine(true);
        for (const [action] of actions)
          try {
            loop.act(action);
            loop.wake();
          } catch (error) {
            if (!isProblem(error)) throw error;
          }
        for (let round = 0; round < 10; round += 1) {
          loop.act({ kind: 'hours', hours: 31 * 24 });
          loop.wake();
        }
        const { stage } = loop.now();
        expect(stage === 'onHold' || isClosed(stage)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the life cycle of a referral', () => {
  it.each(Stage.options.flatMap((from) => Stage.options.map((to) => [from, to] as const)))(
    'from %s to %s is as its table says',
    (from, to) => {
      const allowed: readonly string[] = STAGE_NEXT[from];
      const move = () => {
        refuseUnless(from, to, 'move');
      };
      if (allowed.includes(to)) expect(move).not.toThrow();
      else expect(move).toThrow(`cannot move while ${from}`);
    },
  );
});
