/** Search by words: what a text is found by, whole words in whatever case, in any script. */
import type { Content } from './content.ts';
import type { RegistryDefinition } from './definition.ts';

/** Words of one record by which it is found, and of one question: each costs a write or a comparison. */
export const MOST_WORDS = 25;
const LONGEST_WORD = 40;

/** The different words of a text, in their order. Vowel signs are part of a word, as Indic scripts write them. */
export const wordsOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .normalize('NFKC')
      .toLowerCase()
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .filter((word) => word !== '')
      .map((word) => Array.from(word).slice(0, LONGEST_WORD).join('')),
  ),
];

/** The fields whose words are searched. */
export const fulltextFields = ({ fields }: RegistryDefinition): readonly string[] =>
  Object.keys(fields).filter((name) => fields[name]?.fulltext === true);

const textsIn = (content: Content, fields: readonly string[]): readonly string[] =>
  fields.map((field) => content[field]).filter((value) => typeof value === 'string');

/** The words by which a record is found: the first of all its texts. */
export const wordsIn = (definition: RegistryDefinition, content: Content): readonly string[] =>
  wordsOf(textsIn(content, fulltextFields(definition)).join(' ')).slice(0, MOST_WORDS);

/** Whether some fields of a record have all these words. */
export const hasWords = (content: Content, fields: readonly string[], words: readonly string[]): boolean => {
  const held = wordsOf(textsIn(content, fields).join(' '));
  return words.every((word) => held.includes(word));
};
