import * as z from 'zod';
import { DATE_FORMS } from '../../../functions/partners/http/field-mapping.ts';

/** As what the text of a field is read. */
export type Kind = 'text' | 'phone' | 'day' | 'instant' | 'integer' | 'number' | 'boolean';

/** Where a fact comes from: a column of the file, or the same for every line. */
export interface Source {
  readonly as: Kind;
  readonly column?: string;
  readonly constant?: string | number | boolean;
  /** By the file's word: ours, or null where its word says that nothing is known. */
  readonly words?: Readonly<Record<string, string | null>>;
  readonly prefix?: string;
  /** How this day is written. @default - as the mapping says for all */
  readonly date?: (typeof DATE_FORMS)[number];
  /** The time of day in UTC that a day stands for. */
  readonly time?: string;
}

const column = z.string().min(1);
const words = z
  .record(z.string().min(1), z.string().min(1).nullable())
  .optional()
  .describe('Our word for each word of the file, such as {"F": "female", "?": null}; a word that is not here is a fault');
const date = z.enum(DATE_FORMS).optional().describe('How the file writes this day');

/** A source as a mapping gives it. */
type Given = { readonly [Name in keyof Source]?: Source[Name] | undefined };

/** What is left of an object without its undefined fields. */
const defined = (source: Given): Source =>
  Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined)) as unknown as Source;

const refuseStrange = (allowed: readonly string[], context: z.RefinementCtx, found: Source['constant'] | null, path: string[]): void => {
  if (found === undefined || found === null || allowed.includes(String(found))) return;
  context.addIssue({ code: 'custom', path, message: `is one of ${allowed.join(', ')}` });
};

const sourceAs = (as: Kind, object: z.ZodType<Given>, allowed: readonly string[] = []) =>
  z
    .union([column, z.strictObject({ constant: z.string().min(1) }), object])
    .superRefine((given, context) => {
      if (typeof given === 'string' || allowed.length === 0) return;
      const { constant, words: translated = {} } = given as Given;
      refuseStrange(allowed, context, constant, ['constant']);
      for (const [word, ours] of Object.entries(translated)) refuseStrange(allowed, context, ours, ['words', word]);
    })
    .transform((given): Source => (typeof given === 'string' ? { as, column: given } : defined({ ...(given as Given), as })));

/** A text: a column by its name, `{"column", "words", "prefix"}`, or `{"constant"}`. */
export const text = sourceAs('text', z.strictObject({ column, words, prefix: z.string().min(1).optional() }));
export const phone = sourceAs('phone', z.strictObject({ column }));
export const integer = sourceAs('integer', z.strictObject({ column, words }));

/** A text that is one of a few words. */
export const oneOf = (allowed: readonly string[]) => sourceAs('text', z.strictObject({ column, words }), allowed);

/** A day; a time behind it is read over. */
export const day = sourceAs('day', z.strictObject({ column, date }));

/** The instant that a day stands for. */
export const instant = sourceAs(
  'instant',
  z.strictObject({
    column,
    date,
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM')
      .optional(),
  }),
);

const KINDS = { text: 'text', number: 'number', boolean: 'boolean', date: 'day' } as const;

/** A fact that a programme asks for, with its type. */
export const applicantFact = z
  .union([
    z.strictObject({ constant: z.union([z.string().min(1), z.number(), z.boolean()]) }),
    z.strictObject({ column, type: z.enum(Object.keys(KINDS) as [keyof typeof KINDS, ...(keyof typeof KINDS)[]]), words, date }),
  ])
  .superRefine((given, context) => {
    if ('column' in given && given.date !== undefined && given.type !== 'date')
      context.addIssue({ code: 'custom', path: ['date'], message: 'belongs to the type date' });
  })
  .transform((given): Source => {
    if ('constant' in given) return { as: 'text', constant: given.constant };
    const { type, ...source } = given;
    return defined({ ...source, as: KINDS[type] });
  });
