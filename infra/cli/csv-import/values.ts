import { isPlainDate } from '../../../functions/kernel/dates.ts';
import { fromRegister } from '../../../functions/partners/http/field-mapping.ts';
import { phoneOf } from '../../../functions/registration/domain/request.ts';
import type { ImportMapping } from './mapping.ts';
import type { Source } from './sources.ts';

/** A value, none, or why the text of a field is none. */
export type Value = { readonly value: string | number | boolean | undefined } | { readonly fault: string };

const NOTHING: Value = { value: undefined };
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, yes: true, '1': true, false: false, no: false, '0': false };
const MIDNIGHT = '00:00';

/** What a word of the file stands for; undefined where it is not translated. */
export const translated = <Ours>(words: Readonly<Record<string, Ours>>, word: string): Ours | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined;

const dayOf = (text: string, date: ImportMapping['date']): Value => {
  const [bare = ''] = text.split(/(?<=\d)[T ](?=\d{1,2}:)/);
  const value = fromRegister({ name: '', date, values: {} }, bare);
  return isPlainDate(value) ? { value } : { fault: `is no day written ${date}` };
};

/** Reads the text of a field. The fault never repeats it. */
export const valueOf = (source: Source, field: string, { date: usual, country, nullWords }: ImportMapping): Value => {
  const given = field.trim();
  if (given === '' || nullWords.includes(given)) return NOTHING;
  const { as, words, prefix = '', date = usual, time = MIDNIGHT } = source;
  const text = words === undefined ? given : translated(words, given);
  if (text === undefined) return { fault: 'is a word that the mapping does not translate' };
  if (text === null) return NOTHING;
  switch (as) {
    case 'text':
      return { value: `${prefix}${text}` };
    case 'phone':
      return { value: (country === undefined ? undefined : phoneOf(text, country)) ?? text };
    case 'day':
      return dayOf(text, date);
    case 'instant': {
      const day = dayOf(text, date);
      return 'fault' in day ? day : { value: `${String(day.value)}T${time}:00Z` };
    }
    case 'integer':
      return /^-?\d{1,9}$/.test(text) ? { value: Number(text) } : { fault: 'is no whole number' };
    case 'number':
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(text) ? { value: Number(text) } : { fault: 'is no number such as 1200 or 0.5' };
    case 'boolean': {
      const value = translated(BOOLEANS, text.toLowerCase());
      return value === undefined ? { fault: 'is neither true nor false; the mapping may translate its words' } : { value };
    }
  }
};
