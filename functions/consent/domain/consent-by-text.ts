import { ConsentAsked, ConsentDeclined, ConsentWithdrawalAsked, ConsentWithdrawalSettled } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { afterChange } from '../../casefile/after.ts';
import { Consents, type Consent, type Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { answeredBy, questionKey, Questions, type Question } from '../../casefile/question.ts';
import { dateOf } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Programme } from '../../policy/programme.ts';
import { agreementOn } from './agreement.ts';
import { PURPOSES } from './agreement-revisions.ts';
import { consentText, draftConsent } from './consent-record.ts';
import { revised } from '../records.ts';
import { recordConsent, withdrawConsent } from './give-and-withdraw.ts';

const HOUR_MS = 3_600_000;

/** The revision that she is asked about: an answer counts for that one only. */
const revisionOn = (at: Instant): string => {
  const { id, revision } = agreementOn(dateOf(at));
  return `${id}#${revision}`;
};

/** Asks her a yes or no about her consent; one question at a time. */
const ask = (
  file: CaseFile,
  { operations }: Programme,
  kind: 'consent' | 'withdraw',
  askedBy: (questionId: string) => NewFact,
  { at, causationId }: Context,
): Change<void> => {
  const question: Question = {
    questionId: derivedId('question', kind, file.root.caseId, causationId),
    kind,
    subjectId: revisionOn(at),
    askedAt: at,
    expiresAt: new Date(Date.parse(at) + operations.conversations.consentAnswerHours * HOUR_MS).toISOString(),
    answer: { of: 'yesNo' },
  };
  const asked = allOf(file, Questions).filter((one) => one.kind === 'consent' || one.kind === 'withdraw');
  if (asked.some(({ questionId }) => questionId === question.questionId)) return unchanged(undefined);
  return {
    put: [place(Questions, question)],
    remove: asked.map((earlier) => questionKey(file.root.caseId, earlier)),
    facts: [askedBy(question.questionId)],
    answer: undefined,
  };
};

/** Asks her by text for her consent to the agreement in force. */
export const askConsent = (file: CaseFile, programme: Programme, context: Context): Change<void> =>
  ask(file, programme, 'consent', (questionId) => ConsentAsked.of({ questionId }), context);

const signedIn = (file: CaseFile): readonly Consent[] => allOf(file, Consents).filter(({ state }) => state === 'signed');

/** Asks a mother who wants to take back her consent whether she means it; one who has given none has nothing to take back. */
export const askWithdrawal = (file: CaseFile, programme: Programme, context: Context): Change<void> =>
  signedIn(file).length === 0
    ? { facts: [ConsentWithdrawalSettled.of({ outcome: 'withdrawn' })], answer: undefined }
    : ask(file, programme, 'withdraw', (questionId) => ConsentWithdrawalAsked.of({ questionId }), context);

/**
 * Takes her answer: after a yes every record that she signed is withdrawn, each as the office would withdraw it.
 * @param seal computes the seal of a text
 */
export const takeWithdrawal = async (
  file: CaseFile,
  inboundId: string,
  { at }: Pick<Context, 'at'>,
  seal: (text: string) => Promise<string>,
): Promise<Change<void>> => {
  const answered = answeredBy(file, inboundId, 'withdraw');
  if (answered === undefined) return unchanged(undefined);
  const { value, key } = answered;
  if (value !== 1) return { remove: [key], facts: [ConsentWithdrawalSettled.of({ outcome: 'kept' })], answer: undefined };
  let now = file;
  const changes: Change<Consent>[] = [];
  for (const { consentId } of signedIn(file)) {
    const change = await withdrawConsent(now, consentId, at, seal);
    now = afterChange(now, change);
    changes.push(change);
  }
  return {
    root: now.root,
    put: changes.flatMap(({ put = [] }) => put),
    remove: [key],
    facts: [...changes.flatMap(({ facts = [] }) => facts), ConsentWithdrawalSettled.of({ outcome: 'withdrawn' })],
    answer: undefined,
  };
};

const declined = ({ questionId }: Question, consentId?: string) =>
  ConsentDeclined.of({ questionId, ...(consentId === undefined ? {} : { consentId }) });

/**
 * Takes her answer: yes is a signed record that names the text which said so. No is a record, too, that allows nothing; what she gave
 * before stands. Asks again where another agreement has come into force since.
 * @param seal computes the seal of a text
 */
export const takeConsent = async (
  file: CaseFile,
  programme: Programme,
  inboundId: string,
  context: Context,
  seal: (text: string) => Promise<string>,
): Promise<Change<void>> => {
  const answered = answeredBy(file, inboundId, 'consent');
  if (answered === undefined) return unchanged(undefined);
  const { value, question, key } = answered;
  if (question.subjectId !== revisionOn(context.at)) {
    // a no to an earlier text needs no second question
    return value === 1 ? askConsent(file, programme, context) : { remove: [key], facts: [declined(question)], answer: undefined };
  }
  const draft = draftConsent({
    consentId: derivedId('consent', file.root.caseId, inboundId),
    method: 'sms',
    attestedBy: `text:${inboundId}`,
    purposes: PURPOSES,
    at: context.at,
    state: value === 1 ? 'signed' : 'refused',
  });
  const consent: Consent = { ...draft, seal: await seal(consentText(draft)) };
  if (value === 1) return { ...recordConsent(file, consent), remove: [key], answer: undefined };
  return {
    put: [place(Consents, consent), revised(file, consent, context.at)],
    remove: [key],
    facts: [declined(question, consent.consentId)],
    answer: undefined,
  };
};
