import type { MessageTemplateId } from './schema/message-templates.ts';
import type { Operations } from './schema/operations.ts';
import { fillIn } from './placeholders.ts';

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
