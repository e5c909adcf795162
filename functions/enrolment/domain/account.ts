import { createHash, timingSafeEqual } from 'node:crypto';
import { AccountCodeRequested, AccountLinkRequested } from '../../../events/catalogue.ts';
import type { Instant } from '../../casefile/case.ts';
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
import { allOf, auditWrite, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { keys, type Key } from '../../table/keys.ts';
import { plannedErasure } from '../../updating/records.ts';
import { Accounts, Sessions, type Session } from '../records.ts';

const SESSION_MINUTES = 30;
const MINUTE_MS = 60_000;

/** Whether there is an account, and somebody to send a code to: also while she is to be forgotten, so that she may take it back. */
const mayEnter = (file: CaseFile): boolean => {
  const { mother, messages } = file.root;
  const isReached = messages !== 'none' || plannedErasure(file) !== undefined;
  return allOf(file, Accounts).length > 0 && mother.phone !== undefined && mother.diedOn === undefined && isReached;
};

const keyOf = (file: CaseFile, sk: string): Key => ({ pk: keys.case(file.root.caseId), sk });

/** A new challenge of hers in place of spent ones. */
const challengeHer = (file: CaseFile, { at, causationId }: Context) => {
  const challenge = openChallenge(derivedId('challenge', 'account', file.root.caseId, causationId), 'account', at);
  const spent = spentChallenges(allOf(file, Challenges), at);
  return {
    challengeId: challenge.challengeId,
    put: [place(Challenges, challenge)],
    remove: spent.map((one) => keyOf(file, Challenges.sk(one))),
  };
};

/**
 * Opens a challenge, whose code is sent to her phone. Nothing happens where there is no account or no phone.
 * @throws {Problem} TooManyAttempts
 */
export const decideCode = (file: CaseFile, context: Context): Change<void> => {
  if (!mayEnter(file)) return unchanged(undefined);
  if (!mayOpen(allOf(file, Challenges), 'account', context.at))
    throw new Problem('TooManyAttempts', 'no more codes are sent within this hour');
  const { challengeId, ...parts } = challengeHer(file, context);
  return { ...parts, facts: [AccountCodeRequested.of({ challengeId })], answer: undefined };
};

/** She asked by text for her page: its address goes to her phone, with a code where she has a page and has not had too many. */
export const decideLink = (file: CaseFile, link: string, context: Context): Change<void> => {
  if (!mayEnter(file) || !mayOpen(allOf(file, Challenges), 'account', context.at))
    return { facts: [AccountLinkRequested.of({ link })], answer: undefined };
  const { challengeId, ...parts } = challengeHer(file, context);
  return { ...parts, facts: [AccountLinkRequested.of({ link, challengeId })], answer: undefined };
};

/** The challenge that a code is tried against: the latest. */
export const findAccountChallenge = (file: CaseFile): Challenge | undefined =>
  allOf(file, Challenges)
    .filter(({ purpose }) => purpose === 'account')
    .sort((left, right) => (left.openedAt < right.openedAt ? 1 : -1))[0];

/** A session's id and what only her who entered is told; both follow from the challenge, so a repeat of the call gives the same. */
export interface NewSession {
  readonly sessionId: string;
  readonly secret: string;
}

export const sessionIdOf = ({ challengeId }: Challenge): string => derivedId('session', challengeId);

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export interface EntryAnswer {
  readonly outcome: ChallengeAnswer['outcome'];
  readonly session?: Pick<Session, 'sessionId' | 'expiresAt'>;
}

/** A session from now on, in place of those that have ended. */
const openedSession = (file: CaseFile, { sessionId, secret }: NewSession, at: Instant) => {
  const session: Session = {
    sessionId,
    tokenHash: hashOf(secret),
    startedAt: at,
    expiresAt: new Date(Date.parse(at) + SESSION_MINUTES * MINUTE_MS).toISOString(),
  };
  const ended = allOf(file, Sessions).filter(({ expiresAt }) => expiresAt <= at);
  return { session, remove: ended.map((each) => keyOf(file, Sessions.sk(each))) };
};

/** Judges a code; the try is counted whatever the outcome. */
export const decideEntry = (
  file: CaseFile,
  challenge: Challenge,
  given: string,
  expected: string,
  { sessionId, secret }: NewSession,
  at: Instant,
): Change<EntryAnswer> => {
  const { outcome, challenge: next } = answerChallenge(challenge, given, expected, at);
  // stored even when nothing was counted, so that a repeat under the same key meets its first effect and answers as that did
  if (outcome !== 'right') return { put: [place(Challenges, next)], answer: { outcome } };
  const { session, remove } = openedSession(file, { sessionId, secret }, at);
  return {
    put: [place(Challenges, next), place(Sessions, session)],
    remove,
    answer: { outcome, session: { sessionId, expiresAt: session.expiresAt } },
  };
};

/**
 * Opens a session for her whom the national identity provider has recognised; she needs no phone for that. Her entry stands among those who saw
 * her record. False where she has no account.
 */
export const decideRecognisedEntry = (file: CaseFile, opened: NewSession, context: Context): Change<boolean> => {
  const { root } = file;
  if (allOf(file, Accounts).length === 0 || root.mother.diedOn !== undefined) return unchanged(false);
  const { session, remove } = openedSession(file, opened, context.at);
  const { write } = auditWrite(root.caseId, root.registeredBy.client, context, 'signed in with her national identity');
  return { put: [place(Sessions, session)], remove, also: [write], answer: true };
};

/** The refusal of a code. */
export const entryRefused = (outcome: Exclude<EntryAnswer['outcome'], 'right'>): Problem => {
  switch (outcome) {
    case 'wrong':
    case 'expired':
      return new Problem('CodeInvalid', 'the code does not match, was used, or has expired; ask for another one');
    case 'exhausted':
      return new Problem('TooManyAttempts', 'this code was tried too often; ask for another one');
  }
};

/** What she shows with each call: where her session is, and what proves that it is hers. */
export const tokenOf = (caseId: string, { sessionId, secret }: NewSession): string => `${caseId}.${sessionId}.${secret}`;

export const readToken = (token: string): { caseId: string; sessionId: string; secret: string } | undefined => {
  const [, caseId, sessionId, secret] = /^([0-9a-f-]{36})\.([0-9a-f-]{36})\.([0-9a-f]{64})$/.exec(token) ?? [];
  return caseId === undefined || sessionId === undefined || secret === undefined ? undefined : { caseId, sessionId, secret };
};

/** Whether a session is hers who knows the secret, now. */
export const isOpenTo = ({ tokenHash, expiresAt }: Session, secret: string, at: Instant): boolean =>
  at < expiresAt && timingSafeEqual(Buffer.from(hashOf(secret), 'hex'), Buffer.from(tokenHash, 'hex'));
