import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { Instant } from './case.ts';
import { entity } from './entity.ts';

/** What a one-time code is asked for. */
export const ChallengePurpose = z.enum(['account', 'withdrawal', 'phoneChange']);
export type ChallengePurpose = z.infer<typeof ChallengePurpose>;

/**
 * That somebody has to show a code which was sent to her phone. The code itself is stored nowhere: whoever may send or check it makes it
 * again from the challenge's id with `oneTimeCode(await vault.hash('code', challengeId))`.
 */
export const Challenge = z.object({
  challengeId: z.uuid(),
  purpose: ChallengePurpose,
  openedAt: Instant,
  expiresAt: Instant,
  triesLeft: z.int().min(0),
  state: z.enum(['open', 'answered', 'failed']),
});
export type Challenge = z.infer<typeof Challenge>;

export const Challenges = entity({ name: 'challenge', schema: Challenge, sk: ({ challengeId }) => `CHALLENGE#${challengeId}` });

export const CHALLENGE_TRIES = 5;
export const CHALLENGE_MINUTES = 10;
/** Challenges of one purpose that a case may open in an hour, so that nobody can flood a phone or go on guessing. */
export const CHALLENGES_AN_HOUR = 3;

const MINUTE_MS = 60_000;
const CODE_DIGITS = 6;

export const openChallenge = (challengeId: string, purpose: ChallengePurpose, at: Instant): Challenge => ({
  challengeId,
  purpose,
  openedAt: at,
  expiresAt: new Date(Date.parse(at) + CHALLENGE_MINUTES * MINUTE_MS).toISOString(),
  triesLeft: CHALLENGE_TRIES,
  state: 'open',
});

/** Whether the case may open one more challenge of this purpose now. */
export const mayOpen = (challenges: readonly Challenge[], purpose: ChallengePurpose, at: Instant): boolean =>
  challenges.filter((one) => one.purpose === purpose && Date.parse(at) - Date.parse(one.openedAt) < 60 * MINUTE_MS).length <
  CHALLENGES_AN_HOUR;

/** Challenges that no longer matter, not even for counting: to be removed when another is opened. */
export const spentChallenges = (challenges: readonly Challenge[], at: Instant): readonly Challenge[] =>
  challenges.filter(({ openedAt, expiresAt }) => Date.parse(at) - Date.parse(openedAt) >= 60 * MINUTE_MS && at >= expiresAt);

/** Six digits out of a keyed hash (hexadecimal). */
export const oneTimeCode = (keyedHash: string): string =>
  String(Number.parseInt(keyedHash.slice(0, 13), 16) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, '0');

/** What an answer to a challenge comes to. `challenge` is to be stored whatever the outcome, so that tries are counted. */
export interface ChallengeAnswer {
  readonly outcome: 'right' | 'wrong' | 'expired' | 'exhausted';
  readonly challenge: Challenge;
}

const isSame = (given: string, expected: string): boolean =>
  given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));

/** Judges one try. A challenge can be answered rightly once; after the last wrong try the right code is refused as well. */
export const answerChallenge = (challenge: Challenge, given: string, expected: string, at: Instant): ChallengeAnswer => {
  if (challenge.state === 'failed') return { outcome: 'exhausted', challenge };
  if (challenge.state === 'answered' || at >= challenge.expiresAt) return { outcome: 'expired', challenge };
  if (isSame(given, expected)) return { outcome: 'right', challenge: { ...challenge, state: 'answered' } };
  const triesLeft = challenge.triesLeft - 1;
  return triesLeft > 0
    ? { outcome: 'wrong', challenge: { ...challenge, triesLeft } }
    : { outcome: 'exhausted', challenge: { ...challenge, triesLeft, state: 'failed' } };
};
