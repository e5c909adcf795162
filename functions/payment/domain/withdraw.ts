import { WithdrawalCodeRequested } from '../../../events/withdrawal-code-requested.v1.ts';
import { WithdrawalConfirmed } from '../../../events/withdrawal-confirmed.v1.ts';
import {
  answerChallenge,
  Challenges,
  mayOpen,
  openChallenge,
  spentChallenges,
  type Challenge,
  type ChallengeAnswer,
} from '../../casefile/challenge.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import type { Instant } from '../../casefile/case.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import { keys } from '../../table/keys.ts';
import { Withdrawals } from '../records.ts';

/**
 * A pay point asks whether she who withdraws is the mother: a code goes to her phone.
 * @throws {Problem} StatusRefuses when she has no phone or no programme, TooManyAttempts
 */
export const requestCode = (
  file: CaseFile,
  { challengeId, payPoint, at }: { challengeId: string; payPoint: string; at: Instant },
): Change<{ challengeId: string; expiresAt: Instant }> => {
  const { root } = file;
  if (root.enrolled === undefined || root.mother.diedOn !== undefined)
    throw statusRefuses('confirm a withdrawal', root.status, ['enrolled']);
  if (root.mother.phone === undefined) throw statusRefuses('send a code', 'without a phone', ['with a phone']);
  const challenges = allOf(file, Challenges);
  if (!mayOpen(challenges, 'withdrawal', at)) throw new Problem('TooManyAttempts', 'three codes were sent in the last hour');
  const challenge = openChallenge(challengeId, 'withdrawal', at);
  return {
    put: [place(Challenges, challenge), place(Withdrawals, { challengeId, payPoint, requestedAt: at })],
    remove: spentChallenges(challenges, at).map((spent) => ({ pk: keys.case(root.caseId), sk: Challenges.sk(spent) })),
    facts: [WithdrawalCodeRequested.of({ challengeId })],
    answer: { challengeId, expiresAt: challenge.expiresAt },
  };
};

export interface Confirmation {
  readonly outcome: ChallengeAnswer['outcome'];
  readonly confirmedAt?: Instant;
}

const isExpired = ({ expiresAt }: Challenge, at: Instant): boolean => at >= expiresAt;

/**
 * Judges the code that was shown at the pay point, and counts the try whatever comes of it. The right code shown again, while it is valid,
 * is the same confirmation.
 */
export const confirmWithdrawal = (
  file: CaseFile,
  { challengeId, code, expected, at }: { challengeId: string; code: string; expected: string; at: Instant },
): Change<Confirmation> => {
  const challenge = allOf(file, Challenges).find((one) => one.challengeId === challengeId && one.purpose === 'withdrawal');
  const withdrawal = allOf(file, Withdrawals).find((one) => one.challengeId === challengeId);
  if (challenge === undefined || withdrawal === undefined) return unchanged({ outcome: 'expired' });
  const { confirmedAt } = withdrawal;
  if (confirmedAt !== undefined)
    return unchanged(code === expected && !isExpired(challenge, at) ? { outcome: 'right', confirmedAt } : { outcome: 'expired' });
  const judged = answerChallenge(challenge, code, expected, at);
  if (judged.outcome === 'expired') return unchanged({ outcome: 'expired' });
  if (judged.outcome !== 'right') return { put: [place(Challenges, judged.challenge)], answer: { outcome: judged.outcome } };
  return {
    put: [place(Challenges, judged.challenge), place(Withdrawals, { ...withdrawal, confirmedAt: at })],
    facts: [WithdrawalConfirmed.of({ challengeId, payPoint: withdrawal.payPoint })],
    answer: { outcome: 'right', confirmedAt: at },
  };
};
