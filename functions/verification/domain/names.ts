/** Letters that do not come apart into a base letter and a mark. */
const FOLDED: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th' };
/** Accents of Latin, Greek and Cyrillic letters, and the vowel points of Arabic; the vowel signs of other scripts are letters of the name. */
const MARKS = /[\u0300-\u036f\u064b-\u0652]/g;

const wordsOf = (name: string): readonly string[] =>
  name
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(/[ßæœøđðłıþ]/g, (letter) => FOLDED[letter] ?? letter)
    .replace(/['’`.]/g, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');

/** A person's name in the parts that a register keeps. */
export interface PersonName {
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
}

const fullOf = ({ givenName = '', familyName = '' }: PersonName): readonly string[] => wordsOf(`${givenName} ${familyName}`);

/** Whether two texts are one name but for case, accents, punctuation, spaces and the order of their words. */
export const isSameText = (left: string, right: string): boolean => {
  const [one, other] = [wordsOf(left), wordsOf(right)];
  return one.join('') === other.join('') || [...one].sort().join(' ') === [...other].sort().join(' ');
};

/** Whether two full names are one, wherever the registers draw the line between given and family name. */
export const isSameName = (left: PersonName, right: PersonName): boolean =>
  isSameText(fullOf(left).join(' '), fullOf(right).join(' ')) ||
  fullOf(left).join('') === fullOf({ givenName: right.familyName, familyName: right.givenName }).join('');
