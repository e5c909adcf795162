import type { OrganisationAnswer } from './life-cycle.ts';

/** What a text of an organisation says, and of which referral. */
export interface UnderstoodAnswer {
  readonly answer: OrganisationAnswer;
  /** The code of the offer, in capitals; absent when the text names none. */
  readonly code?: string;
}

/** The words that an organisation may answer with, in every language in which it is asked; compared without case and marks. */
const WORDS: Readonly<Record<Exclude<OrganisationAnswer, 'giveUp'>, readonly string[]>> = {
  accept: ['yes', 'y', 'ok', 'oui', 'ndiyo', 'ndio', 'haan', 'han', 'हाँ', 'हां', 'نعم'],
  decline: ['no', 'n', 'non', 'hapana', 'nahi', 'nahin', 'नहीं', 'لا'],
  start: ['start', 'started', 'debut', 'commence', 'tumeanza', 'anza', 'shuru', 'शुरू', 'بدأنا'],
  done: ['done', 'fait', 'tayari', 'hogaya', 'हुआ', 'تم'],
};

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

const ANSWERS = new Map(
  Object.entries(WORDS).flatMap(([answer, words]) => words.map((word) => [plain(word), answer as OrganisationAnswer] as const)),
);

/** Letters that are easily taken for digits, as the code's alphabet reads them (Crockford's base 32). */
const codeOf = (word: string): string | undefined => {
  const read = word.toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{6}$/.test(read) ? read : undefined;
};

/** Reads `YES 4F7K2M`, `4f7k2m yes`, or a bare `yes`. Undefined when it says nothing, or two things. */
export const understandOrganisation = (text: string): UnderstoodAnswer | undefined => {
  const words = text
    .slice(0, 200)
    .split(/[\s.,;:!?،؟।"'()-]+/u)
    .filter((word) => word !== '');
  const answers = new Set(words.map((word) => ANSWERS.get(plain(word))).filter((answer) => answer !== undefined));
  const codes = new Set(
    words
      .filter((word) => !ANSWERS.has(plain(word)))
      .map(codeOf)
      .filter((code) => code !== undefined),
  );
  const [answer] = answers;
  const [code] = codes;
  return answer === undefined || answers.size > 1 || codes.size > 1 ? undefined : { answer, ...(code === undefined ? {} : { code }) };
};
