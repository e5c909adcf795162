import { PhoneChangeAsked, PhoneChangeConfirmed, PhoneChangeEnded } from '../../../events/catalogue.ts';
import { answerChallenge, Challenges, mayOpen, openChallenge, spentChallenges, type ChallengeAnswer } from '../../casefile/challenge.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { findPhoneChange, phoneChangeKey, PhoneChanges, type PhoneChange } from '../../casefile/phone-change.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { keys, type Key } from '../../table/keys.ts';
import { answerTo, questionKeys } from './questions.ts';

const HOUR_MS = 3_600_000;

const later = (at: string, hours: number): string => new Date(Date.parse(at) + hours * HOUR_MS).toISOString();

const keyOf = (file: CaseFile, sk: string): Key => ({ pk: keys.case(file.root.caseId), sk });

/**
 * Begins a change to another phone, in place of one that was begun before: a code goes to the new phone, and a word by which to stop it to
 * the old one.
 * @throws {Problem} StatusRefuses for a case that is closed, TooManyAttempts
 */
export const beginPhoneChange = (
  file: CaseFile,
  { operations }: Programme,
  to: { readonly phone: string; readonly hash: string },
  { at, causationId }: Context,
): Change<undefined> => {
  const { caseId, status, mother } = file.root;
  if (status === 'exited') throw statusRefuses('change the phone', status, ['reversal']);
  const challenges = allOf(file, Challenges);
  if (!mayOpen(challenges, 'phoneChange', at)) throw new Problem('TooManyAttempts', 'no more codes are sent within this hour');
  const changeId = derivedId('phoneChange', caseId, causationId);
  const dueAt = later(at, operations.conversations.phoneChange.codeHours);
  const challenge = { ...openChallenge(changeId, 'phoneChange', at), expiresAt: dueAt };
  const change: PhoneChange = { changeId, from: mother.phone ?? '', to: to.phone, toHash: to.hash, requestedAt: at, dueAt };
  return {
    put: [place(PhoneChanges, change), place(Challenges, challenge)],
    remove: [...spentChallenges(challenges, at).map((one) => keyOf(file, Challenges.sk(one))), ...questionKeys(file, 'phoneChange')],
    facts: [PhoneChangeAsked.of({ changeId })],
    answer: undefined,
  };
};

/** Ends a change that is not made. */
export const endPhoneChange = (file: CaseFile, { changeId }: PhoneChange, reason: 'stopped' | 'expired' | 'failed'): Change<undefined> => ({
  remove: [phoneChangeKey(file.root.caseId), ...questionKeys(file, 'phoneChange')],
  facts: [PhoneChangeEnded.of({ changeId, reason })],
  answer: undefined,
});

/**
 * Takes a code that came from a phone: the right one from the new phone confirms the change, which is made when she has had the programme's
 * time to stop it. The last wrong one ends it.
 * @param codeOf the code of a change
 * @returns what it came to; undefined where no code is awaited from this phone
 */
export const takePhoneCode = async (
  file: CaseFile,
  { operations }: Programme,
  { phone, code }: { readonly phone: string; readonly code: string },
  at: string,
  codeOf: (changeId: string) => Promise<string>,
): Promise<Change<ChallengeAnswer['outcome'] | undefined>> => {
  const change = findPhoneChange(file);
  const challenge = findOf(file, Challenges, ({ challengeId }) => challengeId === change?.changeId);
  if (change?.to !== phone || challenge === undefined) return unchanged(undefined);
  // the same text again, or the code once more
  if (change.confirmedAt !== undefined) return unchanged('right');
  const judged = answerChallenge(challenge, code, await codeOf(change.changeId), at);
  const kept = place(Challenges, judged.challenge);
  if (judged.outcome === 'exhausted') return { ...endPhoneChange(file, change, 'failed'), put: [kept], answer: judged.outcome };
  if (judged.outcome !== 'right') return { put: [kept], answer: judged.outcome };
  const confirmed: PhoneChange = { ...change, confirmedAt: at, dueAt: later(at, operations.conversations.phoneChange.stopHours) };
  return {
    put: [kept, place(PhoneChanges, confirmed)],
    remove: questionKeys(file, 'phoneChange'),
    facts: [PhoneChangeConfirmed.of({ changeId: change.changeId, dueAt: confirmed.dueAt })],
    answer: judged.outcome,
  };
};

/** Her no from the phone that she has stops the change; a yes lets it go on. */
export const answerPhoneChange = (file: CaseFile, _: Programme, inboundId: string): Change<undefined> => {
  const change = findPhoneChange(file);
  return change !== undefined && answerTo(file, 'phoneChange', inboundId) === 'no'
    ? endPhoneChange(file, change, 'stopped')
    : unchanged(undefined);
};
