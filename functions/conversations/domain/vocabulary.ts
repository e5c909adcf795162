import type { Conversations } from '../../policy/schema/conversations.ts';
import { plainText, wordsOf } from './normalise.ts';

export type Meaning = keyof Conversations['words'];

type Lists = Readonly<Record<string, readonly string[]>>;

/** The words of a programme as they are compared, her own language first. */
export interface Vocabulary {
  /** Whether the whole text is a word of this meaning. */
  readonly is: (words: string, meaning: Meaning) => boolean;
  /** What follows where a text begins with a word of this meaning; the longest such word counts. */
  readonly after: (words: string, meaning: Meaning) => string | undefined;
  /** Whether a word or phrase of this meaning stands anywhere. */
  readonly has: (words: string, meaning: Meaning) => boolean;
  readonly words: (meaning: Meaning) => readonly string[];
  /** The codes of what is named in sentences, and not denied. */
  readonly symptoms: (sentences: string) => readonly string[];
  /** Whether any symptom is named, denied or not. */
  readonly namesSymptom: (words: string) => boolean;
  /** What is left when every symptom that is named, denied or not, was taken out. */
  readonly withoutSymptoms: (words: string) => string;
  readonly topic: (words: string) => string | undefined;
  readonly language: (words: string) => string | undefined;
}

const flat = (lists: Lists): readonly string[] => [
  ...new Set(
    Object.values(lists)
      .flat()
      .map((word) => wordsOf(plainText(word))),
  ),
];
const longestFirst = (words: readonly string[]): readonly string[] => [...words].sort((left, right) => right.length - left.length);

/** Long words are known by their beginning too, since languages bend their ends: a phrase of a few letters has to be whole. */
const BENDS_FROM = 5;

/** Where a phrase stands in a text of words, or -1. */
const placeOf = (text: string, phrase: string): number => {
  const place = ` ${text}`.indexOf(` ${phrase}`);
  if (place === -1) return -1;
  if (phrase.length >= BENDS_FROM || ` ${text} `.includes(` ${phrase} `)) return place;
  return -1;
};

interface Found {
  readonly code: string;
  readonly phrase: string;
  readonly place: number;
}

const make = ({ words, symptoms, topics, languages }: Conversations): Vocabulary => {
  const meanings = Object.fromEntries(Object.entries(words).map(([meaning, lists]) => [meaning, longestFirst(flat(lists))]));
  const of = (meaning: Meaning): readonly string[] => meanings[meaning] ?? [];
  const phrases = Object.entries(symptoms).flatMap(([code, lists]) => longestFirst(flat(lists)).map((phrase) => ({ code, phrase })));
  const coded = (lists: Readonly<Record<string, Lists | readonly string[]>>) =>
    Object.entries(lists).map(([code, own]) => ({ code, words: Array.isArray(own) ? flat({ own: own as string[] }) : flat(own as Lists) }));
  const topicWords = coded(topics);
  const languageWords = coded(languages);

  const named = (text: string): readonly Found[] =>
    phrases.flatMap(({ code, phrase }) => {
      const place = placeOf(text, phrase);
      return place === -1 ? [] : [{ code, phrase, place }];
    });
  const isDenied = (text: string, { phrase, place }: Found): boolean => {
    const before = text.slice(0, place).trim();
    const behind = text
      .slice(place + phrase.length)
      .split('|')[0]
      ?.trim();
    // behind it only as the last word: "bleeding, not stopping" denies nothing
    return of('negations').some((no) => before === no || before.endsWith(` ${no}`) || behind === no);
  };
  return {
    words: of,
    is: (text, meaning) => of(meaning).includes(text),
    after: (text, meaning) => {
      const word = of(meaning).find((each) => text === each || text.startsWith(`${each} `));
      return word === undefined ? undefined : text.slice(word.length).trim();
    },
    has: (text, meaning) => of(meaning).some((phrase) => placeOf(text, phrase) !== -1),
    symptoms: (text) => [
      ...new Set(
        named(text)
          .filter((found) => !isDenied(text, found))
          .map(({ code }) => code),
      ),
    ],
    namesSymptom: (text) => named(text).length > 0,
    withoutSymptoms: (text) => {
      const taken = longestFirst([...named(text).map(({ phrase }) => phrase)]);
      return taken.reduce(
        (rest, phrase) =>
          ` ${rest} `
            .replace(new RegExp(` ${phrase}\\S*`, 'u'), ' ')
            .replace(/ +/g, ' ')
            .trim(),
        text,
      );
    },
    topic: (text) => topicWords.find(({ words: own }) => own.includes(text))?.code,
    language: (text) => languageWords.find(({ words: own }) => own.includes(text))?.code,
  };
};

const made = new WeakMap<Conversations, Vocabulary>();

/** The vocabulary of a programme; made once. */
export const vocabularyOf = (conversations: Conversations): Vocabulary => {
  const known = made.get(conversations);
  if (known !== undefined) return known;
  const vocabulary = make(conversations);
  made.set(conversations, vocabulary);
  return vocabulary;
};
