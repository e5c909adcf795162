import * as z from 'zod';
import { dateOf, PlainDate } from '../../../kernel/dates.ts';
import { pointerStep } from '../../../kernel/json.ts';
import type { Fault } from '../../../kernel/problem.ts';
import { named, type FieldType, type InnerField, type RegistryDefinition, type Unique } from './definition.ts';

/** What a record says, by the names of its registry's fields. */
export type Content = Readonly<Record<string, unknown>>;

const LONGEST_TEXT = 10_000;

/** A field of a record, or one below it. */
type AnyField = Omit<InnerField, 'type'> & { readonly type: FieldType };

const isInstant = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text));

const textFault = (text: string, { format, enum: allowed }: AnyField): string | undefined => {
  if (text.length > LONGEST_TEXT) return `may have ${String(LONGEST_TEXT)} characters`;
  if (allowed !== undefined && !allowed.includes(text)) return `must be one of ${allowed.join(', ')}`;
  if (format === 'date' && !PlainDate.safeParse(text).success) return 'must be a date such as 2026-01-31';
  if (format === 'date-time' && !isInstant(text)) return 'must be an instant such as 2026-01-31T10:00:00Z';
  return undefined;
};

/** A file as a record names it. @source Digital Registries, Data API 1.3.0, FieldFileType */
export const FileValue = z.strictObject({
  url: z.string().max(500).describe('as the upload of the file answered it'),
  originalName: z.string().min(1).max(200),
  type: z.string().max(100).describe('its media type'),
});
export type FileValue = z.infer<typeof FileValue>;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const ofType: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  object: isObject,
  array: (value) => Array.isArray(value),
  file: (value) => FileValue.safeParse(value).success,
};

const typeFault = (value: unknown, type: FieldType): string => {
  if (type !== 'file') return `must be of type ${type}`;
  return isObject(value) && '$documentId' in (value as Content)
    ? 'names a document by its number; files have no numbers here: give its url, originalName and type'
    : 'must be a file that was uploaded: its url, originalName and type';
};

const valueFaults = (value: unknown, field: AnyField, pointer: string): readonly Fault[] => {
  if (!ofType[field.type](value)) return [{ pointer, detail: typeFault(value, field.type) }];
  if (field.type === 'file') return [];
  if (typeof value === 'string') {
    const detail = textFault(value, field);
    return detail === undefined ? [] : [{ pointer, detail }];
  }
  if (Array.isArray(value)) {
    const { items } = field;
    return items === undefined ? [] : value.flatMap((item, place) => valueFaults(item, items, `${pointer}/${String(place)}`));
  }
  return typeof value === 'object' && value !== null && field.properties !== undefined
    ? fieldsFaults(value as Content, field.properties, pointer)
    : [];
};

const fieldsFaults = (content: Content, fields: Readonly<Record<string, AnyField>>, pointer: string): readonly Fault[] => [
  ...Object.entries(content).flatMap(([name, value]) => {
    const field = named(fields, name);
    const at = `${pointer}/${pointerStep(name)}`;
    return field === undefined ? [{ pointer: at, detail: 'is not a field of this registry' }] : valueFaults(value, field, at);
  }),
  ...Object.entries(fields)
    .filter(([name, { required }]) => required === true && named(content, name) === undefined)
    .map(([name]) => ({ pointer: `${pointer}/${pointerStep(name)}`, detail: 'is required' })),
];

/** Everything that keeps a content from being a record of the registry. */
export const contentFaults = ({ fields, key }: RegistryDefinition, content: Content, pointer: string): readonly Fault[] => {
  const faults = fieldsFaults(content, fields, pointer);
  const at = `${pointer}/${pointerStep(key)}`;
  if (content[key] === undefined || content[key] === '')
    return [...faults.filter((fault) => fault.pointer !== at), { pointer: at, detail: 'is required: it is what the record is known by' }];
  return faults;
};

/** Everything that keeps some fields from being asked for or changed. */
export const partFaults = ({ fields }: RegistryDefinition, part: Content, pointer: string): readonly Fault[] =>
  Object.entries(part).flatMap(([name, value]) => {
    const field = named(fields, name);
    const at = `${pointer}/${pointerStep(name)}`;
    return field === undefined ? [{ pointer: at, detail: 'is not a field of this registry' }] : valueFaults(value, field, at);
  });

/** A value as it is compared and looked up. */
export const textOf = (value: unknown): string => JSON.stringify(value);

/** Whether a content has these values, each exactly. */
export const fits = (content: Content, query: Content): boolean =>
  Object.entries(query).every(([name, value]) => named(content, name) !== undefined && textOf(content[name]) === textOf(value));

/** What a record holds for itself under a rule: undefined where the rule does not concern it. */
export const heldUnder = ({ fields, when = {} }: Unique, content: Content): string | undefined =>
  fits(content, when) && fields.every((name) => content[name] !== undefined) ? textOf(fields.map((name) => content[name])) : undefined;

/** Ways to find records, the surest first. */
export type Way = { readonly by: 'key' } | { readonly by: 'entries'; readonly field: string };

/** How records with these values are found; undefined when no index leads to them. */
export const wayTo = ({ key, fields }: RegistryDefinition, query: Content): Way | undefined => {
  if (query[key] !== undefined) return { by: 'key' };
  const field = Object.keys(query).find((name) => named(fields, name)?.searchable === true);
  return field === undefined ? undefined : { by: 'entries', field };
};

/** The fields by which records can be found. */
export const searchableFields = ({ key, fields }: RegistryDefinition): readonly string[] => [
  ...new Set([key, ...Object.keys(fields).filter((name) => fields[name]?.searchable === true)]),
];

/** The files that a record names, by field. */
export const filesIn = ({ fields }: RegistryDefinition, content: Content): readonly (readonly [string, FileValue])[] =>
  Object.entries(fields).flatMap(([name, { type }]) => {
    const file = type === 'file' ? FileValue.safeParse(content[name]) : undefined;
    return file?.success === true ? [[name, file.data] as const] : [];
  });

/** A value of a query string in the type of its field; a text that is none of it stays text, and fits nothing. */
export const valueFrom = (text: string, type: FieldType): unknown => {
  if (type === 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/** The day of a date or an instant, as definitions give both for the same field. */
export const dayOf = (text: string): string => (text.length > 10 ? dateOf(text) : text);
