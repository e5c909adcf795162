import type { Vocabulary } from './vocabulary.ts';
import { wordsOf } from './normalise.ts';

export interface BloodPressure {
  readonly systolic: number;
  readonly diastolic: number;
}

/** Two numbers that are written as a blood pressure: with a stroke, or one word that says "over" between them. No date: a third number would follow. */
const STROKE = /(?<![\d/.,-])(\d{1,4})\s*[/\\|÷]\s*(\d{1,4})(?![\d/]|\s*[/\\|.-]\s*\d)/u;
const OVER = /(?<!\d)(\d{2,4}) (?:over|on|sur|juu ya|par|पर|बटा|علي|على) (\d{2,4})(?!\d)/u;
const TWO = /(?<!\d)(\d{2,4}) (\d{2,4})(?!\d)/u;
const GLUED = /(\p{L})(\d)|(\d)(\p{L})/gu;

const spaced = (text: string): string => {
  const once = text.replace(GLUED, '$1$3 $2$4');
  return once.replace(GLUED, '$1$3 $2$4');
};

const pair = (found: RegExpExecArray | null): BloodPressure | undefined =>
  found === null ? undefined : { systolic: Number(found[1]), diastolic: Number(found[2]) };

/** The numbers of a text, as many as stand there. */
const numbersIn = (words: string): readonly string[] => words.match(/\d+/gu) ?? [];

/**
 * The blood pressure that a text tells. A stroke or "over" says it by itself; two bare numbers do where nothing else is said but words of
 * blood pressure, symptoms, and small words. Whether it can be true is for those to say who keep readings.
 */
export const bloodPressureOf = (plain: string, vocabulary: Vocabulary): BloodPressure | undefined => {
  const text = spaced(plain);
  const words = wordsOf(text);
  const stroke = pair(STROKE.exec(text)) ?? pair(OVER.exec(words));
  if (stroke !== undefined) return stroke;
  if (numbersIn(words).length !== 2) return undefined;
  const bare = pair(TWO.exec(words));
  const isNamed = vocabulary.has(words, 'bloodPressure');
  const apart = /(?<!\d)(\d{2,4})\D+(\d{2,4})(?!\d)/u.exec(words);
  const numbers = bare ?? (isNamed ? pair(apart) : undefined);
  if (numbers === undefined) return undefined;
  const small = new Set(
    [...vocabulary.words('bloodPressure'), ...vocabulary.words('filling'), ...vocabulary.words('negations')].flatMap((phrase) =>
      phrase.split(' '),
    ),
  );
  const rest = vocabulary
    .withoutSymptoms(words)
    .split(' ')
    .filter((word) => word !== '' && !/^\d+$/u.test(word) && !small.has(word));
  return rest.length === 0 || isNamed ? numbers : undefined;
};
