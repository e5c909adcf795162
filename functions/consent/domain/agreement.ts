import { createHash } from 'node:crypto';
import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import texts from '../agreements.json' with { type: 'json' };
import { Purpose, revisionOn, SharedWith } from './agreement-revisions.ts';

const Text = z.strictObject({ title: z.string(), purposes: z.record(Purpose, z.string()), rights: z.string() });

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
export const AGREEMENTS: readonly Agreement[] = z.array(Agreement).min(1).parse(texts);

/** SHA-256 (hexadecimal) of a revision in all its languages. */
export const hashOf = (agreement: Agreement): string => createHash('sha256').update(JSON.stringify(agreement)).digest('hex');

/** The revision that is signed on a day, with its texts. */
export const agreementOn = (on: PlainDate): Agreement => {
  const { id, revision } = revisionOn(on);
  const agreement = AGREEMENTS.find((one) => one.id === id && one.revision === revision);
  if (agreement === undefined) throw new Error(`agreement ${id} has no texts of revision ${revision}`);
  return agreement;
};

/** A revision's text in her language, or in English where there is none. */
export const textIn = (agreement: Agreement, language: string): { readonly language: string; readonly text: z.infer<typeof Text> } => {
  const own = agreement.texts[language];
  const text = own ?? agreement.texts['en'];
  if (text === undefined) throw new Error(`agreement ${agreement.id} has no text in ${language} or en`);
  return { language: own === undefined ? 'en' : language, text };
};
