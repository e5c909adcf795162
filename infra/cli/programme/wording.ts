/** Words that say nothing of which reason is meant. */
const EMPTY = new Set([
  'the',
  'and',
  'for',
  'not',
  'has',
  'had',
  'was',
  'are',
  'than',
  'more',
  'less',
  'from',
  'with',
  'under',
  'over',
  'above',
  'below',
  'later',
  'only',
  'nor',
  'its',
  'her',
]);
/** Enough of a word to know it by in another form: `registered` and `registration`. */
const STEM_LETTERS = 5;

const stemsOf = (text: string): Set<string> =>
  new Set(
    text
      .toLowerCase()
      .split(/[^a-z]+/)
      .filter((word) => word.length >= 3 && !EMPTY.has(word))
      .map((word) => word.slice(0, STEM_LETTERS)),
  );

const numbersOf = (text: string): Set<string> => new Set(text.replace(/(?<=\d),(?=\d{3})/g, '').match(/\d+/g) ?? []);

const isWithin = (part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean => [...part].every((one) => whole.has(one));

/**
 * Whether two wordings give the same reason: no number of the one contradicts the other, and at least half of the words of the shorter
 * one stand in the longer.
 */
export const isSameReason = (expected: string, got: string): boolean => {
  if (expected === got) return true;
  const [numbers, otherNumbers] = [numbersOf(expected), numbersOf(got)];
  if (!isWithin(numbers, otherNumbers) && !isWithin(otherNumbers, numbers)) return false;
  const [words, otherWords] = [stemsOf(expected), stemsOf(got)];
  const shared = [...words].filter((word) => otherWords.has(word)).length;
  return shared > 0 && shared * 2 >= Math.min(words.size, otherWords.size);
};

/** Whether two lists give the same reasons, in whatever order, each once. */
export const areSameReasons = (expected: readonly string[], got: readonly string[]): boolean => {
  const left = [...got];
  return (
    expected.length === got.length &&
    expected.every((reason) => {
      const exact = left.indexOf(reason);
      const place = exact === -1 ? left.findIndex((candidate) => isSameReason(reason, candidate)) : exact;
      return place !== -1 && left.splice(place, 1).length === 1;
    })
  );
};
