import { BirthRegistrationCompleted, BirthRegistrationRequested } from '../../../events/catalogue.ts';
import { Children, Occurrences, type Child, type CaseRoot } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { findOf, unchanged, type CaseFile, type Change, type Claim } from '../../casefile/files.ts';
import { addDays, dateOf, type PlainDate } from '../../kernel/dates.ts';
import { derivedCode, derivedId, type ChildId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { BirthNotification, BirthQuestion, BirthRegistrationStatus } from '../../partners/civil-registry.ts';
import { BirthRegistrations, type BirthRegistration } from '../records.ts';
import type { Comparison, Reason } from './findings.ts';
import {
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

/** Numbers of a child in the clear, for the time of one task. */
export interface ChildNumbers {
  readonly childId?: string | undefined;
  readonly certificate?: string | undefined;
}

/** A number as it is kept: sealed, and hashed for its claim. */
export interface SealedNumber {
  readonly sealed: string;
  readonly hash: string;
}

export interface SealedNumbers {
  readonly nationalId?: SealedNumber;
  readonly certificate?: SealedNumber;
}

export const findBirthRegistration = (file: CaseFile, childId: ChildId): BirthRegistration | undefined =>
  findOf(file, BirthRegistrations, (registration) => registration.childId === childId);

/** What the civil registry is asked: by the child's number, else its certificate, else its mother and birth date; undefined when nothing is known. */
export const birthQuestion = (
  child: Child,
  numbers: ChildNumbers,
  motherId: string | undefined,
  isTwin: boolean,
  consentId: string,
): BirthQuestion | undefined => {
  if (numbers.childId !== undefined) return { childId: numbers.childId, consentId };
  if (numbers.certificate !== undefined) return { certificate: numbers.certificate, consentId };
  if (motherId === undefined) return undefined;
  return {
    motherId,
    birthDate: child.bornOn,
    consentId,
    ...(isTwin && child.givenName !== undefined ? { givenName: child.givenName } : {}),
  };
};

/** The birth as it is forwarded; the same request for every repeat. */
export const birthNotification = (
  { caseId, mother }: CaseRoot,
  child: Child,
  motherId: string | undefined,
  consentId: string,
  callbackUrl?: string,
): BirthNotification => ({
  requestId: `NB-${derivedCode(24, 'birth', caseId, child.childId)}`,
  consentId,
  motherName: `${mother.givenName} ${mother.familyName}`,
  birthDate: child.bornOn,
  ...(callbackUrl === undefined ? {} : { callbackUrl }),
  ...(motherId === undefined ? {} : { motherId }),
  ...(child.givenName === undefined ? {} : { givenName: child.givenName }),
  ...(child.familyName === undefined ? {} : { familyName: child.familyName }),
  ...(child.bornAtTime === undefined ? {} : { birthTime: child.bornAtTime }),
  ...(child.sex === 'unknown' ? {} : { sex: child.sex }),
  ...(child.birthLocation === undefined ? {} : { place: child.birthLocation }),
});

/** A birth was forwarded and is awaited; the registry is asked about it each day. @throws {Problem} StatusRefuses */
export const awaitBirth = (file: CaseFile, run: Run, childId: ChildId, reference: string, waitDays: number): Change<void> => {
  const verification = ownVerification(file, run);
  const child = getChild(file, childId);
  const today = dateOf(run.at);
  const known = findBirthRegistration(file, childId);
  const isKnown = known?.state === 'pending' && known.reference === reference;
  return {
    ...(run.scope === 'case'
      ? { root: { ...moved(file.root, 'awaitingBirthRegistration', 'await a birth registration'), verificationAttempts: 0 } }
      : {}),
    put: [
      stepped(verification, run.at, { state: 'awaitingBirthRegistration', attempts: 0, reasons: [] }),
      ...(isKnown
        ? []
        : [
            place(Children, { ...child, birthRegistrationReference: reference }),
            place(BirthRegistrations, {
              childId,
              reference,
              state: 'pending' as const,
              requestedAt: run.at,
              askOn: addDays(today, 1),
              waitUntil: addDays(today, waitDays),
            }),
          ]),
    ],
    facts: isKnown ? [] : [BirthRegistrationRequested.of({ childId, reference })],
    answer: undefined,
  };
};

const claimsOf = (child: Child, { nationalId, certificate }: SealedNumbers): Claim[] => [
  ...(nationalId === undefined || child.nationalId !== undefined
    ? []
    : [{ kind: 'child' as const, hash: nationalId.hash, refusal: 'ChildAlreadyRegistered' as const }]),
  ...(certificate === undefined || child.certificate !== undefined
    ? []
    : [{ kind: 'certificate' as const, hash: certificate.hash, refusal: 'CertificateAlreadyRegistered' as const }]),
];

/**
 * The birth of a child is registered: it has a number and a certificate, each of which can stand in one case only.
 * @param on the day on which it became known
 */
export const registeredBirth = (file: CaseFile, childId: ChildId, numbers: SealedNumbers, on: PlainDate): Omit<Change<void>, 'answer'> => {
  const child = getChild(file, childId);
  const { caseId } = file.root;
  const registration = findBirthRegistration(file, childId);
  return {
    put: [
      place(Children, {
        ...child,
        birthRegistered: true,
        ...(numbers.nationalId === undefined || child.nationalId !== undefined ? {} : { nationalId: numbers.nationalId.sealed }),
        ...(numbers.certificate === undefined || child.certificate !== undefined ? {} : { certificate: numbers.certificate.sealed }),
      }),
      ...(child.birthRegistered
        ? []
        : [
            place(Occurrences, {
              occurrenceId: derivedId('occurrence', caseId, 'birthRegistered', childId),
              source: 'birthRegistered' as const,
              on,
              childId,
              attributes: {},
            }),
          ]),
      ...(registration === undefined ? [] : [place(BirthRegistrations, { ...registration, state: 'registered' as const })]),
    ],
    claims: claimsOf(child, numbers),
    facts: child.birthRegistered ? [] : [BirthRegistrationCompleted.of({ childId })],
  };
};

/** What asking about a forwarded birth comes to; the shape is that of a comparison, so that a review can follow. */
export type BirthNews = Omit<Comparison, 'verdict'> & { readonly verdict: 'registered' | 'waiting' | 'review' | 'nothing' };

const news = (verdict: BirthNews['verdict'], childId: ChildId, reason?: Reason): BirthNews => ({
  verdict,
  reasons: reason === undefined ? [] : [reason],
  subjects: reason === undefined ? [] : [childId],
  unregistered: [],
});

/** Nothing is awaited, or what was has arrived: a repeat of the question goes on as its first try did. */
export const nothingAwaited = (file: CaseFile, childId: ChildId): BirthNews =>
  news(findBirthRegistration(file, childId)?.state === 'registered' ? 'registered' : 'nothing', childId);

/** The birth that a run asks about, if it is still awaited. */
export const findAwaited = (file: CaseFile, run: Run): BirthRegistration | undefined => {
  if (run.childId === undefined) throw new Problem('ChildNotFound', 'a run that asks about a birth names the child');
  const registration = findBirthRegistration(file, run.childId);
  return registration?.state === 'pending' && file.root.status !== 'exited' && file.root.status !== 'refused' ? registration : undefined;
};

/** The run takes over, so that what follows is its own; should it come to no end, the next day's sweep starts another. */
const takeOver = (file: CaseFile, run: Run) => {
  refuseClosed(file, run);
  return stepped(verificationOf(file, recordSubject(run), run.at), run.at, {
    execution: run.execution,
    state: 'running',
    dueOn: watchdogOn(run.at),
  });
};

/** The number has arrived. */
export const birthArrived = (file: CaseFile, run: Run, childId: ChildId, numbers: SealedNumbers, on: PlainDate): Change<BirthNews> => {
  const { put = [], ...change } = registeredBirth(file, childId, numbers, on);
  return { ...change, put: [...put, ...(isOpen(file, run) ? [takeOver(file, run)] : [])], answer: news('registered', childId) };
};

/** The number that arrived stands in another case: a person has to look. @throws {Problem} StatusRefuses */
export const birthOfAnotherCase = (file: CaseFile, run: Run, childId: ChildId): Change<BirthNews> => ({
  put: [takeOver(file, run)],
  answer: news('review', childId, 'childAlreadyRegistered'),
});

/** The registry has no number yet: it is asked again the next day, or a person looks when it has been awaited long enough or was refused. */
export const birthNotYet = (
  file: CaseFile,
  run: Run,
  registration: BirthRegistration,
  { status }: Exclude<BirthRegistrationStatus, { status: 'registered' }>,
): Change<BirthNews> => {
  const today = dateOf(run.at);
  if (status !== 'pending') return { put: [takeOver(file, run)], answer: news('review', registration.childId, 'birthRegistrationRefused') };
  if (today > registration.waitUntil)
    return { put: [takeOver(file, run)], answer: news('review', registration.childId, 'birthRegistrationOverdue') };
  return { put: [place(BirthRegistrations, { ...registration, askOn: addDays(today, 1) })], answer: news('waiting', registration.childId) };
};

/** The registry could not be asked, or a person lets it have more time. */
export const postponeBirth = (file: CaseFile, run: Run, waitDays: number): Change<void> => {
  const registration = run.childId === undefined ? undefined : findBirthRegistration(file, run.childId);
  if (
    registration === undefined ||
    !['pending', 'inReview'].includes(registration.state) ||
    file.root.status === 'exited' ||
    file.root.status === 'refused'
  )
    return unchanged(undefined);
  const today = dateOf(run.at);
  const isLonger = registration.state === 'inReview';
  return {
    ...(run.scope === 'case' && isLonger ? { root: moved(file.root, 'awaitingBirthRegistration', 'await a birth registration') } : {}),
    put: [
      place(BirthRegistrations, {
        ...registration,
        state: 'pending' as const,
        askOn: addDays(today, 1),
        waitUntil: isLonger ? addDays(today, waitDays) : registration.waitUntil,
      }),
      ...(isLonger
        ? [stepped(verificationOf(file, recordSubject(run), run.at), run.at, { state: 'awaitingBirthRegistration', reasons: [] })]
        : []),
    ],
    answer: undefined,
  };
};
