import { CaseVerified, VerificationRefused } from '../../../events/catalogue.ts';
import { Children, type Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import type { ChildId } from '../../kernel/ids.ts';
import { closeReviews } from '../../reviews/domain/open-review.ts';
import { BirthRegistrations, SealedFindings, type SealedFinding } from '../records.ts';
import type { Reason, Subject } from './findings.ts';
import { isMissingConsentOf, isOutageOf, isReviewOf } from './own-reviews.ts';
import {
  childrenOfCase,
  findingKeys,
  findVerification,
  getChild,
  isOpen,
  moved,
  ownVerification,
  recordSubject,
  refuseClosed,
  stepped,
  verificationOf,
  watchdogOn,
  type Run,
} from './track.ts';

/**
 * Takes the verification over for a run, and gives the children that it has to ask about.
 * @throws {Problem} StatusRefuses when there is nothing left to verify, ChildNotFound
 */
export const beginRun = (file: CaseFile, run: Run): Change<readonly ChildId[]> => {
  refuseClosed(file, run);
  const verification = verificationOf(file, recordSubject(run), run.at);
  const own = run.scope === 'case' ? childrenOfCase(file) : [getChild(file, run.childId)];
  const settled = [...verification.accepted, ...verification.attested];
  const asked = own.filter((child) => child.verification === undefined && !settled.includes(child.childId));
  const noLonger = closeReviews(file, isMissingConsentOf(recordSubject(run)), 'superseded', {
    at: run.at,
    by: `workflow:${run.execution}`,
  });
  return {
    put: [
      ...noLonger.put,
      stepped(verification, run.at, {
        state: 'running',
        execution: run.execution,
        children: own.map(({ childId }) => childId),
        dueOn: watchdogOn(run.at),
      }),
    ],
    facts: noLonger.facts,
    answer: asked.map(({ childId }) => childId),
  };
};

/** Takes the verification over for a run that could not begin, so that it is this run which is parked. @throws {Problem} StatusRefuses */
export const takeRun = (file: CaseFile, run: Run): Change<void> => {
  refuseClosed(file, run);
  const verification = verificationOf(file, recordSubject(run), run.at);
  return {
    put: [stepped(verification, run.at, { state: 'running', execution: run.execution, dueOn: watchdogOn(run.at) })],
    answer: undefined,
  };
};

/** Keeps the values in which a register differs, sealed, or forgets those of an earlier run. */
export const keepFinding = (file: CaseFile, run: Run, subject: Subject, sealed: string | undefined): Change<void> => {
  ownVerification(file, run);
  const known = findOf(file, SealedFindings, (finding: SealedFinding) => finding.subject === subject);
  if (sealed !== undefined) return { put: [place(SealedFindings, { subject, sealed })], answer: undefined };
  return known === undefined ? unchanged(undefined) : { remove: findingKeys(file, [subject]), answer: undefined };
};

/** Remembers whom a person has accepted, so that nobody is asked about them again. @throws {Problem} StatusRefuses */
export const recordAcceptance = (file: CaseFile, run: Run, subjects: readonly Subject[]): Change<void> => {
  const verification = ownVerification(file, run);
  const givenUp = allOf(file, BirthRegistrations).filter(({ childId, state }) => subjects.includes(childId) && state !== 'registered');
  return {
    put: [
      stepped(verification, run.at, {
        state: 'running',
        accepted: [...new Set([...verification.accepted, ...subjects])],
        dueOn: watchdogOn(run.at),
      }),
      ...givenUp.map((registration) => place(BirthRegistrations, { ...registration, state: 'givenUp' as const })),
    ],
    answer: undefined,
  };
};

const childrenVerified = (file: CaseFile, children: readonly ChildId[], run: Run) =>
  allOf(file, Children)
    .filter((child) => children.includes(child.childId) && child.verification === undefined)
    .map((child) => place(Children, { ...child, verification: { outcome: 'verified' as const, at: run.at } }));

/**
 * The registration stands as verified. While the birth of one of its children is still being registered, the others are, and the
 * case goes on waiting.
 * @throws {Problem} StatusRefuses
 */
export const accept = (file: CaseFile, run: Run): Change<{ readonly outcome: 'verified' | 'waiting' }> => {
  const verification = ownVerification(file, run);
  const pending = allOf(file, BirthRegistrations)
    .filter(({ childId, state }) => state === 'pending' && verification.children.includes(childId))
    .map(({ childId }) => childId);
  const isWaiting = pending.length > 0;
  const outage = closeReviews(file, isOutageOf(recordSubject(run)), 'superseded', { at: run.at, by: `workflow:${run.execution}` });
  const put = [
    stepped(verification, run.at, { state: isWaiting ? 'awaitingBirthRegistration' : 'verified', attempts: 0, reasons: [] }),
    ...childrenVerified(
      file,
      verification.children.filter((childId) => !pending.includes(childId)),
      run,
    ),
    ...outage.put,
  ];
  const remove = findingKeys(file, ['mother', ...verification.children]);
  const { root } = file;
  if (run.scope === 'child') return { put, remove, facts: outage.facts, answer: { outcome: isWaiting ? 'waiting' : 'verified' } };
  if (isWaiting)
    return {
      root: moved(root, 'awaitingBirthRegistration', 'await a birth registration'),
      put,
      remove,
      facts: outage.facts,
      answer: { outcome: 'waiting' },
    };
  const how = root.mother.nationalId === undefined ? 'alternatePath' : verification.accepted.length > 0 ? 'review' : 'registries';
  return {
    root: { ...moved(root, 'verified', 'verify'), verified: { at: run.at, how }, verificationAttempts: 0 },
    put,
    remove,
    facts: [...outage.facts, CaseVerified.of({ how })],
    answer: { outcome: 'verified' },
  };
};

/** A person found that the registration does not stand: the case is refused, or the child that came later is. */
export const refusal = (
  file: CaseFile,
  childId: ChildId | undefined,
  reasons: readonly string[],
  { at, by }: { at: Instant; by: string },
): Omit<Change<void>, 'answer'> => {
  const verification = verificationOf(file, childId, at);
  const open = closeReviews(file, isReviewOf(childId), 'superseded', { at, by });
  const put = [stepped(verification, at, { state: 'refused', reasons: [...reasons] }), ...open.put];
  const remove = findingKeys(file, ['mother', ...verification.children]);
  if (childId !== undefined) {
    const child = getChild(file, childId);
    return { put: [...put, place(Children, { ...child, verification: { outcome: 'refused', at } })], remove, facts: open.facts };
  }
  const stopped = allOf(file, BirthRegistrations).filter(({ state }) => state === 'pending' || state === 'inReview');
  return {
    root: moved(file.root, 'refused', 'refuse'),
    put: [...put, ...stopped.map((registration) => place(BirthRegistrations, { ...registration, state: 'givenUp' as const }))],
    remove,
    facts: [...open.facts, VerificationRefused.of({ reason: reasons[0] ?? 'difference' })],
  };
};

/** @throws {Problem} StatusRefuses */
export const refuse = (file: CaseFile, run: Run, reasons: readonly Reason[]): Change<void> => {
  ownVerification(file, run);
  return { ...refusal(file, recordSubject(run), reasons, { at: run.at, by: `workflow:${run.execution}` }), answer: undefined };
};

/** Whether a birth that was announced needs a run of its own: not while the verification of the case is going to take it in, or has. */
export const needsOwnRun = (file: CaseFile, childId: ChildId): boolean => {
  const ofCase = findVerification(file);
  if (!isOpen(file, { scope: 'child', childId }) || findVerification(file, childId) !== undefined) return false;
  if (isOpen(file, { scope: 'case' }) && ofCase === undefined) return false;
  return ofCase?.children.includes(childId) !== true;
};
