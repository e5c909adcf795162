import * as z from 'zod';
import { VerificationRequested } from '../../../events/catalogue.ts';
import { Children, UNVERIFIED, type Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { Reviews } from '../../casefile/review.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import type { ChildId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import { closeReviews } from '../../reviews/domain/open-review.ts';
import { BirthRegistrations, Verifications, type Verification } from '../records.ts';
import { findBirthRegistration } from './birth.ts';
import { Subject as SubjectOf, type Subject } from './findings.ts';
import { isMissingConsentOf, isReviewOf } from './own-reviews.ts';
import { refusal } from './run.ts';
import { childrenOfCase, findingKeys, findVerification, getChild, isOpen, moved, stepped, verificationOf, watchdogOn } from './track.ts';

/** Who causes a run to begin anew, and when. */
export interface Cause {
  readonly at: Instant;
  readonly by: string;
}

type Parts = Required<Pick<Change<void>, 'put' | 'facts'>>;

const scopeOf = (childId: ChildId | undefined) =>
  childId === undefined ? ({ scope: 'case' } as const) : ({ scope: 'child', childId } as const);

/** A run is asked for; should it never begin, the next day's sweep asks again. */
export const again = (file: CaseFile, childId: ChildId | undefined, at: Instant, change: Partial<Verification> = {}): Parts => ({
  put: [stepped(verificationOf(file, childId, at), at, { state: 'running', dueOn: watchdogOn(at), ...change })],
  facts: [VerificationRequested.of(scopeOf(childId))],
});

const together = (...parts: readonly Parts[]): Change<void> => ({
  put: parts.flatMap(({ put }) => put),
  facts: parts.flatMap(({ facts }) => facts),
  answer: undefined,
});

/** A verification fell due: a parked one is tried again, one that never came to an end is started anew. */
export const tryAgain = (file: CaseFile, childId: ChildId | undefined, at: Instant): Change<void> => {
  const verification = findVerification(file, childId);
  if (verification?.dueOn === undefined || verification.dueOn > dateOf(at)) return unchanged(undefined);
  if (!isOpen(file, scopeOf(childId))) return { put: [stepped(verification, at, { state: 'stopped' })], answer: undefined };
  // the entry stands until a sweep comes after the pause
  if (verification.retryAt !== undefined && verification.retryAt > at) return unchanged(undefined);
  return together(again(file, childId, at));
};

/** A forwarded birth is to be asked about. The entry moves on before it is, so that a question in vain is asked again. */
export const askAgain = (file: CaseFile, childId: ChildId, at: Instant): Change<void> => {
  const registration = findBirthRegistration(file, childId);
  if (registration === undefined || registration.askOn > dateOf(at)) return unchanged(undefined);
  return askNow(file, childId, at);
};

/** There is reason to ask about a forwarded birth before its day. */
export const askNow = (file: CaseFile, childId: ChildId, at: Instant): Change<void> => {
  const registration = findBirthRegistration(file, childId);
  const today = dateOf(at);
  if (registration?.state !== 'pending') return unchanged(undefined);
  if (file.root.status === 'exited' || file.root.status === 'refused')
    return { put: [place(BirthRegistrations, { ...registration, state: 'givenUp' as const })], answer: undefined };
  const scope = findVerification(file, childId) === undefined ? 'case' : 'child';
  return {
    put: [place(BirthRegistrations, { ...registration, askOn: addDays(today, 1) })],
    facts: [VerificationRequested.of({ scope, childId, awaitedBirth: true })],
    answer: undefined,
  };
};

const restartCase = (file: CaseFile, { at, by }: Cause): Change<void> => {
  const { root } = file;
  if (!UNVERIFIED.includes(root.status)) throw statusRefuses('verify again', root.status, UNVERIFIED);
  const closed = closeReviews(file, isReviewOf(undefined), 'superseded', { at, by });
  return {
    ...together(closed, again(file, undefined, at, { attempts: 0, reasons: [], accepted: [], attested: [] })),
    remove: findingKeys(file),
    ...(root.status === 'refused' ? { root: moved(root, 'registered', 'verify again') } : {}),
  };
};

const restartChild = (file: CaseFile, childId: ChildId, { at, by }: Cause): Change<void> => {
  const child = getChild(file, childId);
  const { status } = file.root;
  if (findVerification(file, childId) === undefined) throw new Problem('ChildNotFound', 'this child is verified with its case');
  if (status === 'exited' || status === 'refused') throw statusRefuses('verify a child again', status, []);
  if (child.verification?.outcome === 'verified') throw statusRefuses('verify a child again', 'verified', []);
  const { verification: _refused, ...unverified } = child;
  const closed = closeReviews(file, isReviewOf(childId), 'superseded', { at, by });
  return together(
    closed,
    { put: [place(Children, unverified)], facts: [] },
    again(file, childId, at, { attempts: 0, reasons: [], accepted: [], attested: [] }),
  );
};

/**
 * Everything is asked anew, whatever was found or accepted before; also after a refusal.
 * @param childId a child that came later; absent for the case
 * @throws {Problem} StatusRefuses when it is verified already, ChildNotFound
 */
export const restart = (file: CaseFile, childId: ChildId | undefined, cause: Cause): Change<void> =>
  childId === undefined ? restartCase(file, cause) : restartChild(file, childId, cause);

/** The fields of a correction that registers are asked about. */
const ASKED =
  /^\/?(mother|child|children)[./].*(givenName|familyName|birthDate|bornOn|nationalId|sex|birthPlace|birthLocation|certificate)$/;

/** A correction of what registers are asked about puts an unfinished or refused verification back to its beginning. */
export const afterCorrection = (file: CaseFile, fields: readonly string[], cause: Cause): Change<void> => {
  if (!fields.some((field) => ASKED.test(field))) return unchanged(undefined);
  if (UNVERIFIED.includes(file.root.status)) return findVerification(file) === undefined ? unchanged(undefined) : restartCase(file, cause);
  const open = allOf(file, Verifications).flatMap(({ childId }) =>
    childId !== undefined && file.root.status !== 'exited' && getChild(file, childId).verification?.outcome !== 'verified' ? [childId] : [],
  );
  const parts = open.map((childId) => restartChild(file, childId, cause));
  return together(...parts.map(({ put = [], facts = [] }) => ({ put, facts })));
};

/** The case left the programme: nobody is asked any more, and no review waits. */
export const stop = (file: CaseFile, { at, by }: Cause): Change<void> => {
  const unfinished = allOf(file, Verifications).filter(({ state }) => !['verified', 'refused', 'stopped'].includes(state));
  const awaited = allOf(file, BirthRegistrations).filter(({ state }) => state === 'pending' || state === 'inReview');
  return together(
    closeReviews(file, ({ kind }) => kind === 'verification', 'exited', { at, by }),
    {
      put: [
        ...unfinished.map((verification) => stepped(verification, at, { state: 'stopped' })),
        ...awaited.map((registration) => place(BirthRegistrations, { ...registration, state: 'givenUp' as const })),
      ],
      facts: [],
    },
  );
};

/** An exit was reversed: what was not verified then is asked anew. */
export const resume = (file: CaseFile, at: Instant): Change<void> => {
  const stopped = allOf(file, Verifications).filter(({ state, childId }) => state === 'stopped' && isOpen(file, scopeOf(childId)));
  const unbegun = findVerification(file) === undefined && isOpen(file, { scope: 'case' }) ? [{ childId: undefined }] : [];
  return together(...[...unbegun, ...stopped].map(({ childId }) => again(file, childId, at, { attempts: 0, reasons: [] })));
};

/** A consent arrived: what waited for one goes on. */
export const afterConsent = (file: CaseFile, { at, by }: Cause): Change<void> => {
  const waiting = allOf(file, Verifications).filter(({ state, childId }) => state === 'consentMissing' && isOpen(file, scopeOf(childId)));
  return together(
    ...waiting.flatMap(({ childId }) => [
      closeReviews(file, isMissingConsentOf(childId), 'consentGiven', { at, by }),
      again(file, childId, at, { reasons: [] }),
    ]),
  );
};

/** A person decided a review for which no state machine waits: after a long outage, or for want of consent. */
export const afterDecision = (file: CaseFile, reviewId: string, decision: string, { at, by }: Cause): Change<void> => {
  const review = findOf(file, Reviews, (each) => each.reviewId === reviewId);
  if (review?.kind !== 'verification' || review.token !== undefined) return unchanged(undefined);
  const { childId: named } = review.about;
  const childId = allOf(file, Children).find((child) => child.childId === named)?.childId;
  if (!isOpen(file, scopeOf(childId))) return unchanged(undefined);
  const verification = verificationOf(file, childId, at);
  switch (decision) {
    case 'tryAgain':
    case 'checkAgain':
      return together(again(file, childId, at, { attempts: 0 }));
    case 'accept': {
      const about = z.array(SubjectOf).safeParse(review.about['subjects']).data;
      const looked: readonly Subject[] =
        about ?? (childId === undefined ? ['mother', ...childrenOfCase(file).map((child) => child.childId)] : [childId]);
      return together(again(file, childId, at, { attempts: 0, accepted: [...new Set([...verification.accepted, ...looked])] }));
    }
    case 'refuse':
      return { ...refusal(file, childId, verification.reasons, { at, by }), answer: undefined };
    default:
      return unchanged(undefined);
  }
};
