/** What the country's consent block has to be told of a case, and what is kept of how it stands there. */
import { Consents, type Consent, type Instant } from '../../casefile/case.ts';
import { afterChange } from '../../casefile/after.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { dateOf, sweepDayOf } from '../../kernel/dates.ts';
import type { RegisterRecord } from '../../partners/consent-register.ts';
import { keys } from '../../table/keys.ts';
import { RegisterStandings, type Registered, type RegisterStanding } from '../records.ts';
import { PURPOSES, type Purpose } from './agreement-revisions.ts';
import { covers } from './consent-record.ts';

const MINUTE_MS = 60_000;
/** Longer than a function may run. */
const SPEAKS_MINUTES = 5;

const NOTHING: RegisterStanding = { purposes: [], isNotified: false, attempts: 0 };

export const standingOf = (file: CaseFile): RegisterStanding => findOf(file, RegisterStandings, () => true) ?? NOTHING;

export const registeredOf = ({ purposes }: RegisterStanding, purpose: Purpose): Registered | undefined =>
  purposes.find((one) => one.purpose === purpose);

/** What she wants of a purpose, by her records here: the newest of those that give it, or take it back; undefined when she never gave it. */
export const wishOf = (file: CaseFile, purpose: Purpose): { readonly gives: boolean; readonly consent: Consent } | undefined => {
  const records = allOf(file, Consents)
    .filter(({ purposes, state }) => purposes.includes(purpose) && state !== 'refused')
    .sort((left, right) => right.givenAt.localeCompare(left.givenAt));
  const consent = records.find((record) => covers(record, purpose)) ?? records[0];
  return consent && { gives: covers(consent, purpose), consent };
};

/** Whether her last word on a purpose was a no to a question of ours. */
const isDeclined = (file: CaseFile, purpose: Purpose): boolean =>
  allOf(file, Consents)
    .filter(({ purposes }) => purposes.includes(purpose))
    .sort((left, right) => right.givenAt.localeCompare(left.givenAt))[0]?.state === 'refused';

/** Something that she said here, to be told to the block. */
export interface Telling {
  readonly does: 'give' | 'withdraw';
  readonly purpose: Purpose;
  readonly consent: Consent;
  /** The record there that says yes. @default - whichever there are */
  readonly recordId?: string;
}

/** Her case was erased: the block is asked to delete what it may of her. */
interface Forgetting {
  readonly does: 'forget';
  readonly individualId: string;
}

/** One thing that the block is to be told. */
export type Step = Telling | Forgetting;

const stepFor = (file: CaseFile, standing: RegisterStanding, purpose: Purpose): Telling | undefined => {
  const wish = wishOf(file, purpose);
  const known = registeredOf(standing, purpose);
  if (wish === undefined) return undefined;
  const { consent } = wish;
  if (wish.gives) return known?.optIn === true && known.consentId === consent.consentId ? undefined : { does: 'give', purpose, consent };
  // nobody there knows her, or it says no already
  if (known?.optIn === false || (known === undefined && standing.individualId === undefined)) return undefined;
  return { does: 'withdraw', purpose, consent, ...(known?.recordId === undefined ? {} : { recordId: known.recordId }) };
};

/** What the block is to be told next, of the purposes that have an agreement there; of an erased case, after every withdrawal, to forget her. */
export const nextStep = (file: CaseFile, agreements: Readonly<Record<string, string>>): Step | undefined => {
  const standing = standingOf(file);
  const isErased = file.root.erasedOn !== undefined;
  const telling = PURPOSES.filter((purpose) => agreements[purpose] !== undefined)
    .map((purpose) => stepFor(file, standing, purpose))
    .find((step) => step !== undefined && !(isErased && step.does === 'give'));
  if (telling !== undefined || !isErased || standing.individualId === undefined) return telling;
  return { does: 'forget', individualId: standing.individualId };
};

/** Whether the block knows where she stands on a purpose as we do. */
export const isTold = (file: CaseFile, purpose: Purpose): boolean => stepFor(file, standingOf(file), purpose) === undefined;

/** Whether a yes in the block may count that was not given here: where she said nothing here, or withdrew and the block has known it since. */
export const mayBeGivenThere = (file: CaseFile, purpose: Purpose): boolean => {
  const wish = wishOf(file, purpose);
  if (isDeclined(file, purpose)) return false;
  return wish === undefined || (!wish.gives && registeredOf(standingOf(file), purpose)?.optIn === false);
};

interface Speaker {
  readonly by: string;
  readonly at: Instant;
}

const kept = (standing: RegisterStanding) => [place(RegisterStandings, standing)];

const after = (at: Instant, minutes: number): Instant => new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString();

/** Whether somebody else speaks to the block about her now. */
export const isTaken = ({ speaker }: RegisterStanding, { by, at }: Speaker): boolean =>
  speaker !== undefined && speaker.by !== by && speaker.until > at;

/** Takes the word, with an entry that has a sweep go on should the speaker be cut off. */
export const takeWord = (file: CaseFile, { by, at }: Speaker): Change<void> => {
  const until = after(at, SPEAKS_MINUTES);
  const { retryAt: _over, ...standing } = standingOf(file);
  return { put: kept({ ...standing, speaker: { by, until }, dueOn: sweepDayOf(until) }), answer: undefined };
};

/** Keeps by which id the block knows her. */
export const keepIndividual = (file: CaseFile, individualId: string): Change<void> => ({
  put: kept({ ...standingOf(file), individualId }),
  answer: undefined,
});

const including = ({ purposes, ...standing }: RegisterStanding, registered: Registered): RegisterStanding => ({
  ...standing,
  purposes: [...purposes.filter(({ purpose }) => purpose !== registered.purpose), registered],
});

/** How a purpose stands in the block from now on; for a change that alters her records as well. */
export const registered = (file: CaseFile, entry: Registered) => kept(including(standingOf(file), entry));

/** Nothing is kept of how an erased case stood in the block, once the block was told. */
export const parted = (file: CaseFile): Change<void> => ({
  remove: allOf(file, RegisterStandings).map((standing) => ({ pk: keys.case(file.root.caseId), sk: RegisterStandings.sk(standing) })),
  answer: undefined,
});

/** Keeps what a step came to. */
export const keepStep = (file: CaseFile, step: Step, record: RegisterRecord | undefined): Change<void> => {
  if (step.does === 'forget') return parted(file);
  const {
    does,
    purpose,
    consent: { consentId },
  } = step;
  const known =
    record === undefined ? registeredOf(standingOf(file), purpose) : { recordId: record.recordId, revisionHash: record.revisionHash };
  return { put: registered(file, { ...known, purpose, consentId, optIn: does === 'give' }), answer: undefined };
};

/** Nothing is left to be told, so nobody speaks; a notification may still wait to be followed. */
export const settled = (file: CaseFile): Change<void> => {
  const { speaker, dueOn, fault: _fault, retryAt: _retry, ...rest } = standingOf(file);
  if (speaker === undefined && dueOn === undefined) return unchanged(undefined);
  return { put: kept({ ...rest, attempts: 0, ...(rest.isNotified && dueOn !== undefined ? { dueOn } : {}) }), answer: undefined };
};

/** Gives the word back; what others would have told meanwhile is left to the sweep. */
export const released = (file: CaseFile, agreements: Readonly<Record<string, string>>): Change<void> => {
  if (nextStep(file, agreements) === undefined) return settled(file);
  const { speaker: _speaker, ...standing } = standingOf(file);
  return { put: kept(standing), answer: undefined };
};

/** The block was asked what it had to say. */
export const heeded = (file: CaseFile): Change<void> => {
  const standing = standingOf(file);
  if (!standing.isNotified) return unchanged(undefined);
  const put = kept({ ...standing, isNotified: false });
  return standing.speaker === undefined ? settled(afterChange(file, { put })) : { put, answer: undefined };
};

/** Puts aside what could not be told, until a sweep comes after the pause; pauses grow. */
export const putOff = (file: CaseFile, fault: string, { by, at }: Speaker, retryAfterMinutes: readonly number[]): Change<void> => {
  const { speaker, ...standing } = standingOf(file);
  const other = speaker?.by === by ? undefined : speaker;
  const attempts = standing.attempts + 1;
  const retryAt = after(at, retryAfterMinutes[Math.min(attempts, retryAfterMinutes.length) - 1] ?? 60);
  return {
    put: kept({ ...standing, ...(other === undefined ? {} : { speaker: other }), attempts, fault, retryAt, dueOn: sweepDayOf(retryAt) }),
    answer: undefined,
  };
};

/** The block says that something changed: kept until it has been asked. It has nothing to say to a case that was erased. */
export const notified = (file: CaseFile, at: Instant): Change<void> =>
  file.root.erasedOn === undefined
    ? { put: kept({ ...standingOf(file), isNotified: true, dueOn: dateOf(at) }), answer: undefined }
    : unchanged(undefined);

/** Has a sweep tell what no fact will: consents from before the country had a block, or from before this case. */
export const leftToSweep = (file: CaseFile, at: Instant): Change<void> => {
  const standing = standingOf(file);
  return standing.dueOn === undefined ? { put: kept({ ...standing, dueOn: dateOf(at) }), answer: undefined } : unchanged(undefined);
};

/** Whether a sweep may try now. */
export const mayTry = ({ retryAt, dueOn }: RegisterStanding, at: Instant): boolean =>
  dueOn !== undefined && dueOn <= dateOf(at) && (retryAt === undefined || retryAt <= at);

/** What the block says of a record, held against the one that she signed. */
export type Verdict = 'stands' | 'withdrawn' | 'another';

/** Whether a record of the block still is what was signed: by her, to the same revision of the same agreement. */
export const verdictOn = (
  known: Pick<Registered, 'revisionHash'>,
  { individualId }: Pick<RegisterStanding, 'individualId'>,
  agreementId: string,
  record: RegisterRecord | undefined,
): Verdict => {
  if (record === undefined) return 'another';
  const isHers = (record.individualId ?? individualId) === individualId && (record.agreementId ?? agreementId) === agreementId;
  if (!isHers || record.revisionHash !== known.revisionHash) return 'another';
  if (!record.optIn) return 'withdrawn';
  return record.isSigned ? 'stands' : 'another';
};
