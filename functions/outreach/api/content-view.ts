import * as z from 'zod';
import { partsOf } from '../../policy/parts.ts';
import { Content } from '../domain/campaign.ts';

export const ContentId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and hyphens');

/** A text as it is shown: with its length in message parts, by language. */
export const ContentView = Content.pick({ contentId: true, version: true, title: true, texts: true, createdAt: true }).extend({
  parts: z.record(z.string(), z.object({ encoding: z.string(), units: z.int(), parts: z.int() })),
});

export const viewOf = (content: Content) => ({
  ...content,
  parts: Object.fromEntries(Object.entries(content.texts).map(([language, text]) => [language, partsOf(text)])),
});
