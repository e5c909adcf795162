/** Zeros of the decimal digits of scripts in which numbers are written on phones; their nine others follow each. @source Unicode, category Nd */
const ZEROS = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0,
];

const plainDigit = (digit: string): string => {
  const point = digit.codePointAt(0) ?? 0;
  const zero = ZEROS.find((start) => point >= start && point < start + 10);
  return zero === undefined ? digit : String(point - zero);
};

/** Signs that only say how a letter sounds, and letters that are typed for one another: accents, Arabic vowels, the dot below. */
const MARKS = /[\u0300-\u036f\u064b-\u065f\u0670\u0640\u093c]/gu;
const ALIKE: ReadonlyMap<string, string> = new Map([
  ['\u0649', '\u064a'],
  ['\u06cc', '\u064a'],
  ['\u06a9', '\u0643'],
  ['\u0629', '\u0647'],
  ['\u0671', '\u0627'],
  ['\u0901', '\u0902'],
  ['\u066b', '.'],
]);

/** A text as it is compared: one form for each letter and digit, whatever the script, and no signs that cannot be seen. */
export const plainText = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFKC')
    .normalize('NFD')
    .replace(MARKS, '')
    .normalize('NFC')
    .replace(/[\u0649\u06cc\u06a9\u0629\u0671\u0901\u066b]/gu, (letter) => ALIKE.get(letter) ?? letter)
    .replace(/\p{Nd}/gu, plainDigit)
    .replace(/[\u2018\u2019\u02bc`´]/gu, "'")
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .replace(/[\n\r]+/gu, ' . ')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .toLowerCase()
    .trim();

/** The words and numbers of a plain text, one blank between them. */
export const wordsOf = (plain: string): string => plain.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();

/** The same with a bar between sentences, so that a word of one is not read with a word of the next. */
export const sentencesOf = (plain: string): string =>
  plain
    .replace(/[.,;:!?()،؛؟۔।|]+/gu, ' \u0001 ')
    .replace(/[^\p{L}\p{M}\p{N}\u0001]+/gu, ' ')
    .replaceAll('\u0001', '|')
    .trim();
