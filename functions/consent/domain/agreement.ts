import { createHash } from 'node:crypto';
import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import revisions from '../agreements.json' with { type: 'json' };

/** What a mother may consent to; each can be given and withdrawn for itself. */
export const PURPOSES = ['verification', 'programme', 'messages', 'sharing'] as const;
export const Purpose = z.enum(PURPOSES);
export type Purpose = z.infer<typeof Purpose>;

const Text = z.strictObject({ title: z.string(), purposes: z.record(Purpose, z.string()), rights: z.string() });

/** Who may be told something under `sharing` beside those that every revision names: hospitals, health workers and payment offices. */
export const SharedWith = z.enum(['communityOrganisation']);
export type SharedWith = z.infer<typeof SharedWith>;

/** One revision of the text that she signs. A revision is never edited: another text is another revision. */
export const Agreement = z.strictObject({
  id: z.string(),
  revision: z.string(),
  effectiveFrom: PlainDate,
  sharesWith: z.array(SharedWith).optional(),
  texts: z.record(z.string(), Text).refine((texts) => 'en' in texts, 'the text in en is missing'),
});
export type Agreement = z.infer<typeof Agreement>;

/** All revisions, oldest first. */
export const AGREEMENTS: readonly Agreement[] = z.array(Agreement).min(1).parse(revisions);

/** SHA-256 (hexadecimal) of a revision in all its languages. */
export const hashOf = (agreement: Agreement): string => createHash('sha256').update(JSON.stringify(agreement)).digest('hex');

/** The revision that is signed on a day: the latest in force, or the first for a day before all of them. */
export const agreementOn = (on: PlainDate): Agreement => {
  const [first, ...later] = AGREEMENTS;
  if (first === undefined) throw new Error('there is no agreement');
  return later.reduce((current, next) => (next.effectiveFrom <= on ? next : current), first);
};

/** A revision's text in her language, or in English where there is none. */
export const textIn = (agreement: Agreement, language: string): { readonly language: string; readonly text: z.infer<typeof Text> } => {
  const own = agreement.texts[language];
  const text = own ?? agreement.texts['en'];
  if (text === undefined) throw new Error(`agreement ${agreement.id} has no text in ${language} or en`);
  return { language: own === undefined ? 'en' : language, text };
};

/**
 * Whether a revision lets something be shared with somebody. Until a revision that names them is in force, sharing as such is enough: what
 * was agreed to before stays valid for what it was used for then.
 */
export const isSharedWith = ({ id, revision }: Pick<Agreement, 'id' | 'revision'>, whom: SharedWith, on: PlainDate): boolean => {
  const naming = AGREEMENTS.filter(({ sharesWith = [] }) => sharesWith.includes(whom));
  return naming.some((one) => one.id === id && one.revision === revision) || !naming.some(({ effectiveFrom }) => effectiveFrom <= on);
};
