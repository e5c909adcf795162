import fc from 'fast-check';
import {
  answerChallenge,
  CHALLENGE_TRIES,
  CHALLENGES_AN_HOUR,
  mayOpen,
  oneTimeCode,
  openChallenge,
  spentChallenges,
  type Challenge,
} from '../../../functions/casefile/challenge.ts';

const AT = '2026-02-01T10:00:00.000Z';
const later = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
const challenge = openChallenge('b3a4c1de-0000-8000-a000-000000000000', 'account', AT);

describe('a one-time code', () => {
  it('is six digits out of a keyed hash', () => {
    fc.assert(fc.property(fc.stringMatching(/^[0-9a-f]{64}$/), (hash) => /^\d{6}$/.test(oneTimeCode(hash))));
    expect(oneTimeCode(`${'0'.repeat(12)}7${'f'.repeat(51)}`)).toBe('000007');
  });

  it('is right once, and until it expires', () => {
    const first = answerChallenge(challenge, '123456', '123456', later(9.99));

    expect(first.outcome).toBe('right');
    expect(answerChallenge(first.challenge, '123456', '123456', later(9.99)).outcome).toBe('expired');
    expect(answerChallenge(challenge, '123456', '123456', later(10)).outcome).toBe('expired');
  });

  it('is refused after the last wrong try, even when it is right', () => {
    const outcomes: string[] = [];
    let current: Challenge = challenge;
    for (let tries = 0; tries < CHALLENGE_TRIES + 1; tries += 1) {
      const answer = answerChallenge(current, tries === CHALLENGE_TRIES ? '123456' : '000000', '123456', AT);
      outcomes.push(answer.outcome);
      current = answer.challenge;
    }

    expect(outcomes).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'exhausted', 'exhausted']);
  });

  it('is asked for three times an hour at most, each purpose for itself', () => {
    const opened = [0, 1, 2].map((minutes) => openChallenge(challenge.challengeId, 'account', later(minutes)));

    expect(mayOpen(opened.slice(1), 'account', later(3))).toBe(true);
    expect(opened).toHaveLength(CHALLENGES_AN_HOUR);
    expect(mayOpen(opened, 'account', later(59))).toBe(false);
    expect(mayOpen(opened, 'withdrawal', later(59))).toBe(true);
    expect(mayOpen(opened, 'account', later(60))).toBe(true);
    expect(spentChallenges(opened, later(61))).toHaveLength(2);
  });
});
