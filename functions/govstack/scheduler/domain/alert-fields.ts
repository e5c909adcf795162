/** What a caller says of an alert: by which ways somebody wants to be alerted, and whom an alert is for. */
import * as z from 'zod';

/** How somebody is alerted, in the order in which it is tried where nothing is preferred. */
export const WAYS = ['email', 'url', 'text'] as const;
export type Way = (typeof WAYS)[number];

/** The words by which callers name a way; `none` stands for nobody wanting to be alerted. */
const NAMED: Readonly<Record<string, Way | 'none'>> = {
  email: 'email',
  'e-mail': 'email',
  mail: 'email',
  url: 'url',
  uri: 'url',
  alert_url: 'url',
  webhook: 'url',
  phone: 'text',
  sms: 'text',
  text: 'text',
  none: 'none',
};

const wordsIn = (preference: string): readonly string[] => preference.split(',').map((word) => word.trim().toLowerCase());

/** What is preferred, most wanted first. */
export const AlertPreference = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(
    (text) => wordsIn(text).every((word) => Object.hasOwn(NAMED, word)),
    'must be of email, url and phone, most wanted first, with commas between; or none',
  );

/** The ways in the order in which they are tried: what is preferred, then the others. Whoever prefers none has none. */
export const waysOf = (preference: string | undefined): readonly Way[] => {
  const preferred = preference === undefined ? [] : wordsIn(preference).map((word) => NAMED[word]);
  if (preferred.includes('none')) return [];
  return [...new Set([...preferred, ...WAYS])].filter((way) => way !== undefined && way !== 'none');
};

export const TARGETS = ['subscriber', 'resource', 'both'] as const;
export type Target = (typeof TARGETS)[number];

/** Whom an alert is for; the specification writes the plural as well. */
export const TargetCategory = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text) => text.replace(/s$/, ''))
  .pipe(z.enum(TARGETS, `must be one of ${TARGETS.join(', ')}`));
