import { partsOf } from '../parts.ts';
import { MESSAGE_VARIABLES, type MessageTemplateId } from '../schema/message-templates.ts';
import { type Operations } from '../schema/operations.ts';
import type { MessageSets } from '../schema/message-sets.ts';
import type { Texting } from '../schema/texting.ts';
import { fillIn, placeholdersOf } from '../placeholders.ts';
import { repeated } from './references.ts';

/** What a variable without a likely longest value counts as: letters of every alphabet of SMS. */
const SOME_VALUE = 'x'.repeat(20);

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Whether a text shows a word: as a whole one in a script of two cases, in which words stand apart; anywhere in another. */
const shows = (text: string, word: string): boolean =>
  word.toLowerCase() === word.toUpperCase()
    ? text.includes(word)
    : new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word.toLowerCase())}(?![\\p{L}\\p{N}])`, 'u').test(text.toLowerCase());

/** The words in a text that a shared phone must not show. */
export const forbiddenWords = (text: string, language: string, id: string, { words, wordExceptions }: Texting): readonly string[] =>
  (words[language] ?? [])
    .filter((word) => shows(text, word))
    .filter((word) => !wordExceptions.some((exception) => exception.text === id && exception.word === word));

/** A text with the longest values it is likely to meet. */
export const longestOf = (text: string, { longest }: Texting): string =>
  fillIn(text, Object.fromEntries(placeholdersOf(text).map((name) => [name, longest[name] ?? SOME_VALUE])));

const lengthFaults = (text: string, where: string, texting: Texting): readonly string[] => {
  const { encoding, parts, units } = partsOf(longestOf(text, texting));
  const most = texting.mostParts[encoding];
  return parts <= most
    ? []
    : [
        `${where}: takes ${String(parts)} parts (${String(units)} units of ${encoding}) with its longest values, allowed are ${String(most)}`,
      ];
};

const wordFaults = (text: string, language: string, id: string, where: string, texting: Texting): readonly string[] =>
  forbiddenWords(text, language, id, texting).map((word) => `${where}: "${word}" may not stand on a phone that others read`);

const signOffFaults = ({ clinical, signOff }: { clinical?: boolean | undefined; signOff?: unknown }, where: string): readonly string[] =>
  clinical === true && signOff === undefined ? [`${where}/signOff: a clinical text needs who signed it, when and where, or "draft"`] : [];

/** A text that is passed through as it is has no variables of its own to speak of. */
const isPassedThrough = (text: string): boolean => /^\{text\}$/.test(text);

const templateFaults = (id: string, operations: Operations): readonly string[] => {
  const template = operations.messages[id as MessageTemplateId];
  const { variables, texts, topic } = template;
  const provided: readonly string[] = MESSAGE_VARIABLES[id as MessageTemplateId];
  const where = `#/messages/${id}`;
  return [
    ...variables
      .filter((name) => !provided.includes(name))
      .map((name) => `${where}/variables: got ${name}, provided are ${provided.join(', ')}`),
    ...(texts['en'] === undefined ? [`${where}/texts: the text in en is missing`] : []),
    ...(topic === undefined || operations.texting.topics.some((each) => each.id === topic)
      ? []
      : [`${where}/topic: no topic is called ${topic}`]),
    ...signOffFaults(template, where),
    ...Object.entries(texts).flatMap(([language, text]) => {
      const used = placeholdersOf(text);
      const at = `${where}/texts/${language}`;
      const stray = used.filter((name) => !variables.includes(name)).map((name) => `${at}: {${name}} is not a declared variable`);
      const absent = variables.filter((name) => !used.includes(name)).map((name) => `${at}: {${name}} is declared and not used`);
      const length = isPassedThrough(text) ? [] : lengthFaults(text, at, operations.texting);
      return [...stray, ...absent, ...length, ...wordFaults(text, language, id, at, operations.texting)];
    }),
  ];
};

/** What is wrong with the templates of a programme: variables, length in parts, words, topics, sign-offs. */
export const messageFaults = (operations: Operations): readonly string[] =>
  Object.keys(operations.messages).flatMap((id) => templateFaults(id, operations));

const overlapping = (sets: MessageSets['sets']): readonly string[] =>
  sets.flatMap((set, place) =>
    sets
      .slice(0, place)
      .filter((other) => other.anchor === set.anchor && other.fromDay <= set.toDay && set.fromDay <= other.toDay)
      .map((other) => `#/messageSets/sets: ${set.id} and ${other.id} are for the same age at registration`),
  );

/** What is wrong with the message sets of a programme: their texts, order, groups, and the ages at which they are chosen. */
export const setFaults = ({ messageSets: { texts, sets }, texting }: Operations): readonly string[] => [
  ...Object.entries(texts).flatMap(([id, text]) => {
    const where = `#/messageSets/texts/${id}`;
    return [
      ...signOffFaults(text, where),
      ...(text.texts['en'] === undefined ? [`${where}/texts: the text in en is missing`] : []),
      ...Object.entries(text.texts).flatMap(([language, words]) => {
        const at = `${where}/texts/${language}`;
        const variables = placeholdersOf(words).map((name) => `${at}: {${name}} is not filled in here`);
        return variables.length > 0 ? variables : [...lengthFaults(words, at, texting), ...wordFaults(words, language, id, at, texting)];
      }),
    ];
  }),
  ...repeated(sets.map(({ id }) => id)).map((id) => `#/messageSets/sets: two sets are called ${id}`),
  ...sets.flatMap(({ id, fromDay, toDay, entries }) => [
    ...(toDay < fromDay ? [`#/messageSets/sets: ${id} ends at day ${String(toDay)}, before it begins at ${String(fromDay)}`] : []),
    ...entries.filter(({ text }) => !(text in texts)).map(({ text }) => `#/messageSets/sets: ${id} has no text ${text}`),
    ...entries
      .filter(({ day }, place) => day <= (entries[place - 1]?.day ?? -1))
      .map(({ text, day }) => `#/messageSets/sets: ${id} has ${text} on day ${String(day)}, which is not after the entry before it`),
  ]),
  ...overlapping(sets),
];
