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

/** Exactly one of the two says where a fact comes from. */
const refuseBoth = ({ column: name, constant }: Given, context: z.RefinementCtx): void => {
  if ((name === undefined) === (constant === undefined))
    context.addIssue({ code: 'custom', message: 'names either a column or a constant' });
};

const origin = { column: column.optional(), constant: z.string().min(1).optional() };

const sourceAs = (as: Kind, object: z.ZodType<Given>, allowed: readonly string[] = []) =>
  z
    .union([object, column])
    .superRefine((given, context) => {
      if (typeof given === 'string') return;
      refuseBoth(given, context);
      if (allowed.length === 0) return;
      refuseStrange(allowed, context, given.constant, ['constant']);
      for (const [word, ours] of Object.entries(given.words ?? {})) refuseStrange(allowed, context, ours, ['words', word]);
    })
    .transform((given): Source => (typeof given === 'string' ? { as, column: given } : defined({ ...given, as })));

/** A text: a column by its name, `{"column", "words", "prefix"}`, or `{"constant"}`. */
export const text = sourceAs('text', z.strictObject({ ...origin, words, prefix: z.string().min(1).optional() }));
export const phone = sourceAs('phone', z.strictObject(origin));
export const integer = sourceAs('integer', z.strictObject({ column, words }));

/** A text that is one of a few words. */
export const oneOf = (allowed: readonly string[]) => sourceAs('text', z.strictObject({ ...origin, words }), allowed);

/** A day; a time behind it is read over. A constant is written YYYY-MM-DD. */
export const day = sourceAs('day', z.strictObject({ ...origin, date }));

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

/** A fact that a programme asks for: a column with its type, or a constant. */
export const applicantFact = z
  .strictObject({
    column: column.optional(),
    constant: z.union([z.string().min(1), z.number(), z.boolean()]).optional(),
    type: z.enum(Object.keys(KINDS) as [keyof typeof KINDS, ...(keyof typeof KINDS)[]]).optional(),
    words,
    date,
  })
  .superRefine((given, context) => {
    refuseBoth(given, context);
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (given.column !== undefined && given.type === undefined) issue('type', `is needed: ${Object.keys(KINDS).join(', ')}`);
    if (given.date !== undefined && given.type !== 'date') issue('date', 'belongs to the type date');
  })
  .transform(({ type, ...source }): Source => defined({ ...source, as: type === undefined ? 'text' : KINDS[type] }));
