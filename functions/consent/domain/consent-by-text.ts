import { ConsentAsked, ConsentDeclined } from '../../../events/catalogue.ts';
import type { Consent, Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { answeredBy, questionKey, Questions } from '../../casefile/question.ts';
import { dateOf } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { agreementOn, PURPOSES } from './agreement.ts';
import { consentText, draftConsent } from './consent-record.ts';
import { recordConsent } from './give-and-withdraw.ts';

const DAY_MS = 86_400_000;

/** The revision that she is asked about: an answer counts for that one only. */
const revisionOn = (at: Instant): string => {
  const { id, revision } = agreementOn(dateOf(at));
  return `${id}#${revision}`;
};

/** Asks her by text for her consent to the agreement in force; one question at a time. */
export const askConsent = (file: CaseFile, { at, causationId }: Context): Change<void> => {
  const question = {
    questionId: derivedId('question', 'consent', file.root.caseId, causationId),
    kind: 'consent' as const,
    subjectId: revisionOn(at),
    askedAt: at,
    expiresAt: new Date(Date.parse(at) + DAY_MS).toISOString(),
    answer: { of: 'yesNo' as const },
  };
  const asked = allOf(file, Questions).filter(({ kind }) => kind === 'consent');
  if (asked.some(({ questionId }) => questionId === question.questionId)) return unchanged(undefined);
  return {
    put: [place(Questions, question)],
    remove: asked.map((earlier) => questionKey(file.root.caseId, earlier)),
    facts: [ConsentAsked.of({ questionId: question.questionId })],
    answer: undefined,
  };
};

/**
 * Takes her answer: yes is a signed record that names the text which said so, no changes nothing. Asks again where another agreement has
 * come into force since.
 * @param seal computes the seal of a text
 */
export const takeConsent = async (
  file: CaseFile,
  inboundId: string,
  context: Context,
  seal: (text: string) => Promise<string>,
): Promise<Change<void>> => {
  const answered = answeredBy(file, inboundId, 'consent');
  if (answered === undefined) return unchanged(undefined);
  const { value, question, key } = answered;
  if (value !== 1) return { remove: [key], facts: [ConsentDeclined.of({ questionId: question.questionId })], answer: undefined };
  if (question.subjectId !== revisionOn(context.at)) return askConsent(file, context);
  const draft = draftConsent({
    consentId: derivedId('consent', file.root.caseId, inboundId),
    method: 'sms',
    attestedBy: `text:${inboundId}`,
    purposes: PURPOSES,
    at: context.at,
  });
  const consent: Consent = { ...draft, seal: await seal(consentText(draft)) };
  return { ...recordConsent(file, consent), remove: [key], answer: undefined };
};
