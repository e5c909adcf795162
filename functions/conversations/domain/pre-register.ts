import type { Instant } from '../../casefile/case.ts';
import { addDays, isPlainDate, type PlainDate } from '../../kernel/dates.ts';
import type { Conversations } from '../../policy/schema/conversations.ts';
import type { MessageTemplateId } from '../../policy/schema/message-templates.ts';
import type { Draft, Lead } from '../records.ts';
import { laterBy } from './guard.ts';
import { plainText, wordsOf } from './normalise.ts';
import { vocabularyOf } from './vocabulary.ts';

/** What is said next, and what is kept until the next text: a draft that goes on, or a lead that is whole. */
export interface Step {
  readonly say: MessageTemplateId;
  readonly draft?: Draft;
  readonly lead?: Omit<Lead, 'phone'>;
}

const MOST_DAYS_BEFORE = 1100;
const MOST_DAYS_AHEAD = 310;
const DO_NOT_KNOW = '0';

/** A day as people type it: day, month and year, or the year first. Undefined when it is none that can be meant. */
export const dayOf = (words: string, today: PlainDate): PlainDate | undefined => {
  const numbers = words.match(/\d+/gu) ?? [];
  const [first = '', second = '', third = ''] = numbers;
  if (numbers.length !== 3) return undefined;
  const [year, month, day] = first.length === 4 ? [first, second, third] : [third.length === 2 ? `20${third}` : third, second, first];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!isPlainDate(date)) return undefined;
  return date >= addDays(today, -MOST_DAYS_BEFORE) && date <= addDays(today, MOST_DAYS_AHEAD) ? date : undefined;
};

/** A name or a place, as it was written, without what cannot be seen. */
const saidIn = (text: string): string | undefined => {
  const said = Array.from(
    text
      .toWellFormed()
      .replace(/[\p{C}\p{Z}]+/gu, ' ')
      .trim(),
  )
    .slice(0, 50)
    .join('');
  return /\p{L}/u.test(said) ? said : undefined;
};

export const beginDraft = (language: string, at: Instant, { preRegistration }: Conversations): Step => ({
  say: 'preName',
  draft: { step: 'name', language, expiresAt: laterBy(at, preRegistration.hours * 60) },
});

/** Takes the next answer; the same question is asked again when it was none. */
export const continueDraft = (draft: Draft, text: string, today: PlainDate, conversations: Conversations): Step => {
  const vocabulary = vocabularyOf(conversations);
  const words = wordsOf(plainText(text));
  if (vocabulary.is(words, 'stop')) return { say: 'preStopped' };
  switch (draft.step) {
    case 'name': {
      const name = saidIn(text);
      return name === undefined ? { say: 'preName', draft } : { say: 'prePlace', draft: { ...draft, step: 'place', name } };
    }
    case 'place': {
      const place = saidIn(text);
      return place === undefined ? { say: 'prePlace', draft } : { say: 'preDate', draft: { ...draft, step: 'date', place } };
    }
    case 'date': {
      const date = dayOf(words, today);
      if (date === undefined && words !== DO_NOT_KNOW) return { say: 'preDate', draft };
      return { say: 'preConsent', draft: { ...draft, step: 'consent', ...(date === undefined ? {} : { date }) } };
    }
    case 'consent': {
      if (vocabulary.is(words, 'no') || words === '2') return { say: 'preStopped' };
      if (!vocabulary.is(words, 'yes') && words !== '1') return { say: 'preConsent', draft };
      const { name = '', place = '', date, language } = draft;
      return { say: 'preDone', lead: { name, place, language, ...(date === undefined ? {} : { date }) } };
    }
  }
};

/** The area whose workers look after a place, by what people call it; one of the programme's choice where nobody has named it. */
export const areaOf = (place: string, { preRegistration }: Conversations): string => {
  const words = ` ${wordsOf(plainText(place))} `;
  const found = Object.entries(preRegistration.areas).find(
    ([code, names]) => words.trim() === code.toLowerCase() || names.some((name) => words.includes(` ${wordsOf(plainText(name))} `)),
  );
  return found?.[0] ?? preRegistration.otherwise;
};

/** The language of a text from a number that nobody has: that of the word, else that of the script, else the programme's own. */
export const languageOf = (
  text: string,
  { words }: Conversations,
  { languages, defaultLanguage }: { readonly languages: readonly string[]; readonly defaultLanguage: string },
): string => {
  const said = wordsOf(plainText(text));
  const byWord = Object.values(words)
    .flatMap((lists) => Object.entries(lists))
    .find(([language, list]) => languages.includes(language) && list.some((word) => wordsOf(plainText(word)) === said))?.[0];
  const byScript = /\p{Script=Arabic}/u.test(text) ? 'ar' : /\p{Script=Devanagari}/u.test(text) ? 'hi' : undefined;
  return byWord ?? (byScript !== undefined && languages.includes(byScript) ? byScript : defaultLanguage);
};
