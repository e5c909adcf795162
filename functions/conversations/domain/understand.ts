import type { Intent } from '../../casefile/inbound.ts';
import type { Question } from '../../casefile/question.ts';
import type { Conversations } from '../../policy/schema/conversations.ts';
import { phoneOf } from '../../registration/domain/request.ts';
import { bloodPressureOf } from './blood-pressure.ts';
import { plainText, sentencesOf, wordsOf } from './normalise.ts';
import { vocabularyOf, type Vocabulary } from './vocabulary.ts';

/** What a text is read against. */
export interface Reading {
  readonly conversations: Conversations;
  /** ISO 3166 code of the programme's country, for numbers without a prefix. */
  readonly country: string;
  /** The languages of the programme. */
  readonly languages: readonly string[];
  /** What she has been asked and has not answered, latest first. */
  readonly questions: readonly Question[];
}

/** What a text says, and whether a person has to read it whatever is done about it. */
export interface Understood {
  readonly intent: Intent;
  readonly forPerson: boolean;
}

const UNCLEAR: Intent = { is: 'unclear' };

const answerTo = (question: Question, value: number): Intent => ({
  is: 'answer',
  questionId: question.questionId,
  kind: question.kind,
  subjectId: question.subjectId,
  value,
});

/** The answer to the latest question that such an answer fits. Of a question by yes or no, 1 means yes, and 2 or 0 no. */
const answerOf = (words: string, { questions }: Reading, vocabulary: Vocabulary): Intent | undefined => {
  const yes = vocabulary.is(words, 'yes');
  const no = vocabulary.is(words, 'no');
  const number = /^\d{1,2}$/u.test(words) ? Number(words) : undefined;
  for (const question of questions) {
    const { answer } = question;
    if (answer.of === 'yesNo') {
      if (yes || number === 1) return answerTo(question, 1);
      if (no || number === 2 || number === 0) return answerTo(question, 0);
    } else if (number !== undefined && number >= answer.least && number <= answer.most) return answerTo(question, number);
  }
  return undefined;
};

/** A bare word or number where she was last asked for another number: no answer, and nothing that she says of her own accord. */
const misfitOf = (words: string, { questions }: Reading): Intent | undefined => {
  const [question] = questions;
  if (question?.answer.of !== 'number' || words.includes(' ')) return undefined;
  return { is: 'misfit', questionId: question.questionId, kind: question.kind };
};

const languageOf = (words: string, { languages }: Reading, vocabulary: Vocabulary): string | undefined => {
  const named = vocabulary.language(words) ?? vocabulary.language(vocabulary.after(words, 'language') ?? '');
  return named !== undefined && languages.includes(named) ? named : undefined;
};

/** The new number that she gives. The plain text is asked, since words lose the plus sign. */
const newPhoneOf = (plain: string, words: string, { country }: Reading, vocabulary: Vocabulary): string | undefined => {
  if (vocabulary.after(words, 'phone') === undefined) return undefined;
  const digits = /\+?\d[\d\s().-]{4,28}\d/u.exec(plain)?.[0];
  return digits === undefined ? undefined : phoneOf(digits, country);
};

/** `stop` with the name of a topic, in either order. */
const topicOf = (words: string, vocabulary: Vocabulary): string | undefined => {
  const behind = vocabulary.after(words, 'stop');
  if (behind !== undefined && behind !== '') return vocabulary.topic(behind);
  const stop = vocabulary.words('stop').find((word) => words.endsWith(` ${word}`));
  return stop === undefined ? undefined : vocabulary.topic(words.slice(0, -stop.length - 1));
};

const WHOLE = ['start', 'forget', 'account', 'withdraw', 'consent', 'help'] as const;

const wishOf = (plain: string, words: string, reading: Reading, vocabulary: Vocabulary): Intent | undefined => {
  if (vocabulary.is(words, 'stop')) return { is: 'stop' };
  const topic = topicOf(words, vocabulary);
  if (topic !== undefined) return { is: 'stopSome', topic };
  const phone = newPhoneOf(plain, words, reading, vocabulary);
  if (phone !== undefined) return { is: 'phone', phone };
  const whole = WHOLE.find((meaning) => vocabulary.is(words, meaning));
  if (whole !== undefined) return { is: whole };
  if (vocabulary.has(words, 'accesses')) return { is: 'accesses' };
  const language = languageOf(words, reading, vocabulary);
  if (language !== undefined) return { is: 'language', language };
  if (vocabulary.after(words, 'complaint') !== undefined) return { is: 'complaint' };
  return undefined;
};

/** Thanks, and a yes, no or number that nobody asked for: she is told what she can say; no person has to read it. */
const isEmpty = (words: string, vocabulary: Vocabulary): boolean =>
  (['thanks', 'yes', 'no', 'register', 'language'] as const).some((meaning) => vocabulary.is(words, meaning)) || /^\d{1,2}$/u.test(words);

/**
 * What a text says, in any script. Danger goes first: a symptom or a loss is never taken for anything else, and a text that names both has a
 * person read it. Then an answer to what she was asked, then what she may ask for; everything else is for a person.
 */
export const understand = (text: string, reading: Reading): Understood => {
  const vocabulary = vocabularyOf(reading.conversations);
  const plain = plainText(text);
  const words = wordsOf(plain);
  const symptoms = [...vocabulary.symptoms(sentencesOf(plain))];
  const isLoss = vocabulary.has(words, 'loss');
  const pressure = bloodPressureOf(plain, vocabulary);
  const understood = (intent: Intent, forPerson = false): Understood => ({ intent, forPerson });

  if (pressure !== undefined) return understood({ is: 'bloodPressure', ...pressure, symptoms }, isLoss);
  if (symptoms.length > 0) return understood({ is: 'symptom', symptoms }, isLoss);
  if (isLoss) return understood({ is: 'loss' });
  // "no bleeding" may also be a no, and a bleeding
  if (vocabulary.namesSymptom(words)) return understood(UNCLEAR, true);
  const answer = answerOf(words, reading, vocabulary);
  if (answer !== undefined) return understood(answer);
  const wish = wishOf(plain, words, reading, vocabulary);
  if (wish !== undefined) return understood(wish);
  const isNothingElse = isEmpty(words, vocabulary);
  const misfit = words === '' ? undefined : misfitOf(words, reading);
  if (misfit !== undefined) return understood(misfit, !isNothingElse && !/^\d+$/u.test(words));
  return isNothingElse ? understood({ is: 'help' }) : understood(UNCLEAR, true);
};

/** Whether a text tells of something that no guard against loops may hold back. */
export const isDanger = ({ intent }: Understood): boolean => ['bloodPressure', 'symptom', 'loss', 'stop', 'forget'].includes(intent.is);
