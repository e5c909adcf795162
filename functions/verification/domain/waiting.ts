import { VerificationParked } from '../../../events/catalogue.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { Reviews, type Difference, type Review } from '../../casefile/review.ts';
import { addDays, dateOf, sweepDayOf } from '../../kernel/dates.ts';
import { derivedId, type ChildId } from '../../kernel/ids.ts';
import type { Operations } from '../../policy/schema/operations.ts';
import { closeReviews, openReview } from '../../reviews/domain/open-review.ts';
import { BirthRegistrations } from '../records.ts';
import { place } from '../../casefile/entity.ts';
import type { Comparison, Reason } from './findings.ts';
import { isMissingConsentOf, isOutageOf } from './own-reviews.ts';
import { findingKeys, isOpen, moved, ownVerification, recordSubject, stepped, verificationOf, type Run } from './track.ts';

type Settings = Operations['verification'];

const MINUTE_MS = 60_000;

const aboutOf = (childId: ChildId | undefined, reason: Reason, more: Review['about'] = {}): Review['about'] => ({
  reason,
  ...more,
  ...(childId === undefined ? {} : { childId }),
});

/** How long to wait after so many tries in vain, in minutes; the last pause repeats. */
const pauseMinutes = (attempts: number, { retryAfterMinutes }: Settings): number =>
  retryAfterMinutes[Math.min(attempts, retryAfterMinutes.length) - 1] ?? 60;

/**
 * Puts a verification aside after a try in vain, until a sweep tries again; pauses grow. When all of them have been used, a person
 * sees it as well. A run that has been overtaken parks nothing.
 */
export const park = (file: CaseFile, run: Run, fault: string, settings: Settings): Change<void> => {
  const childId = recordSubject(run);
  const verification = verificationOf(file, childId, run.at);
  const isOvertaken = verification.execution !== '' && verification.execution !== run.execution;
  if (!isOpen(file, run) || isOvertaken) return unchanged(undefined);
  const attempts = verification.attempts + 1;
  const retryAt = new Date(Date.parse(run.at) + pauseMinutes(attempts, settings) * MINUTE_MS).toISOString();
  const isLong =
    attempts > settings.retryAfterMinutes.length &&
    !allOf(file, Reviews).some((review) => review.status === 'open' && isOutageOf(childId)(review));
  const review = isLong
    ? openReview(file, {
        reviewId: derivedId('review', 'outage', file.root.caseId, childId ?? '', attempts, run.execution),
        kind: 'verification',
        openedAt: run.at,
        dueOn: addDays(dateOf(run.at), settings.reviewDueDays),
        options: ['tryAgain', 'accept', 'refuse'],
        differences: [],
        about: aboutOf(childId, 'partnerUnavailable', { fault, attempts }),
        openedBy: `workflow:${run.execution}`,
        secondPerson: false,
      })
    : { put: [], facts: [] };
  return {
    ...(run.scope === 'case' ? { root: { ...moved(file.root, 'parked', 'park'), verificationAttempts: attempts } } : {}),
    put: [
      stepped(verification, run.at, {
        state: 'parked',
        execution: run.execution,
        attempts,
        reasons: [fault],
        retryAt,
        dueOn: sweepDayOf(retryAt),
      }),
      ...review.put,
    ],
    facts: [VerificationParked.of({ reason: fault, attempt: attempts, retryAt }), ...review.facts],
    answer: undefined,
  };
};

/** Nothing may be asked without a verified consent: the case waits for one, and a person is told. */
export const awaitConsent = (file: CaseFile, run: Run, settings: Settings): Change<void> => {
  if (!isOpen(file, run)) return unchanged(undefined);
  const childId = recordSubject(run);
  const isKnown = allOf(file, Reviews).some((review) => review.status === 'open' && isMissingConsentOf(childId)(review));
  const review = isKnown
    ? { put: [], facts: [] }
    : openReview(file, {
        reviewId: derivedId('review', 'consent', file.root.caseId, childId ?? '', run.execution),
        kind: 'verification',
        openedAt: run.at,
        dueOn: addDays(dateOf(run.at), settings.reviewDueDays),
        options: ['checkAgain', 'refuse'],
        differences: [],
        about: aboutOf(childId, 'consentMissing'),
        openedBy: `workflow:${run.execution}`,
        secondPerson: false,
      });
  return {
    ...(run.scope === 'case' ? { root: moved(file.root, 'inVerificationReview', 'await consent') } : {}),
    put: [
      stepped(verificationOf(file, childId, run.at), run.at, {
        state: 'consentMissing',
        execution: run.execution,
        reasons: ['consentMissing'],
      }),
      ...review.put,
    ],
    facts: review.facts,
    answer: undefined,
  };
};

/** A birth registration may also be waited for longer. */
const optionsFor = (reasons: readonly Reason[]): string[] => [
  'accept',
  'refuse',
  ...(reasons.includes('birthRegistrationOverdue') ? ['wait'] : []),
];

/**
 * Lays what was found before a person, whose decision the state machine waits for under `token`.
 * @param differences with their values, which from now on stand in the review only
 * @throws {Problem} StatusRefuses
 */
export const openDifferences = (
  file: CaseFile,
  run: Run,
  { reasons, subjects }: Pick<Comparison, 'reasons' | 'subjects'>,
  differences: readonly Difference[],
  token: string,
  settings: Settings,
): Change<{ readonly reviewId: string }> => {
  const verification = ownVerification(file, run);
  const childId = recordSubject(run);
  const reviewId = derivedId('review', 'verification', file.root.caseId, childId ?? '', run.execution);
  const review = openReview(file, {
    reviewId,
    kind: 'verification',
    openedAt: run.at,
    dueOn: addDays(dateOf(run.at), settings.reviewDueDays),
    options: optionsFor(reasons),
    differences: [...differences],
    about: aboutOf(childId, reasons[0] ?? 'difference', { reasons: [...reasons], subjects: [...subjects] }),
    openedBy: `workflow:${run.execution}`,
    secondPerson: false,
    token,
  });
  const outage = closeReviews(file, isOutageOf(childId), 'superseded', { at: run.at, by: `workflow:${run.execution}` });
  const inReview = allOf(file, BirthRegistrations).filter(
    (registration) => subjects.includes(registration.childId) && registration.state === 'pending',
  );
  return {
    ...(run.scope === 'case' ? { root: moved(file.root, 'inVerificationReview', 'review') } : {}),
    put: [
      stepped(verification, run.at, { state: 'inReview', attempts: 0, reasons: [...reasons] }),
      ...inReview.map((registration) => place(BirthRegistrations, { ...registration, state: 'inReview' as const })),
      ...review.put,
      ...outage.put,
    ],
    remove: findingKeys(file, subjects),
    facts: [...outage.facts, ...review.facts],
    answer: { reviewId },
  };
};
