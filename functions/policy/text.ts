import type { MessageTemplateId } from './schema/message-templates.ts';
import type { Operations } from './schema/operations.ts';

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g;

/** The names in braces in a text, in order. */
export const placeholdersOf = (text: string): readonly string[] => Array.from(text.matchAll(PLACEHOLDER), ([, name = '']) => name);

/**
 * Puts values in the place of their names.
 * @throws {Error} when a value is missing
 */
export const fillIn = (text: string, values: Readonly<Record<string, string | number | undefined>>): string =>
  text.replace(PLACEHOLDER, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the text "${text}" needs a value for {${name}}`);
    return String(value);
  });

/** A number for people, grouped by thousands. */
export const groupedNumber = (value: number): string => {
  const [whole = '', fraction] = String(value).split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
};

/**
 * The text of a message in her language, or in English where the programme has none.
 * @throws {Error} when the programme has no such template, or a variable is missing
 */
export const renderMessage = (
  operations: Pick<Operations, 'messages'>,
  template: MessageTemplateId,
  language: string,
  variables: Readonly<Record<string, string>>,
): string => {
  const { texts } = operations.messages[template];
  const text = texts[language] ?? texts['en'];
  if (text === undefined) throw new Error(`the message ${template} has no text in ${language} or en`);
  return fillIn(text, variables);
};
