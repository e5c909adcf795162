import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';

/** A field that a partner may leave out; how it names a sex differs, so only the first letter counts. */
export const text = (max: number) => z.string().trim().min(1).max(max);
export const sex = z.string().transform((value, context) => {
  const letter = value.trim().charAt(0).toLowerCase();
  if (letter === 'f') return 'female' as const;
  if (letter === 'm') return 'male' as const;
  if (letter === 'o' || letter === 'x') return 'other' as const;
  context.addIssue({ code: 'custom' });
  return z.NEVER;
});
/** A day; a registry that gives an instant means the day that stands in it. */
export const day = z.preprocess((value) => (typeof value === 'string' ? value.slice(0, 10) : value), PlainDate);

type Present<Value> = { [Name in keyof Value as undefined extends Value[Name] ? never : Name]: Value[Name] } & {
  [Name in keyof Value as undefined extends Value[Name] ? Name : never]?: Exclude<Value[Name], undefined>;
};

/** Drops what is undefined, so that an absent fact is absent. */
export const present = <Value extends object>(value: Value): Present<Value> =>
  Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as Present<Value>;
