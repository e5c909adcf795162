import * as z from 'zod';

/** How fast help is needed, from the least; alerts know the same levels. */
export const URGENCIES = ['routine', 'urgent', 'emergency'] as const;
export const Urgency = z.enum(URGENCIES);
export type Urgency = z.infer<typeof Urgency>;

/** What an organisation is told by text, and which values each text may use. */
export const ORGANISATION_TEXTS = {
  offer: ['domain', 'area', 'hours', 'link', 'code'],
  reminder: ['domain', 'link', 'code'],
  contact: ['name', 'phone', 'code'],
  reopened: ['domain', 'link', 'code'],
  cancelled: ['domain', 'code'],
  withdrawn: ['domain', 'code'],
} as const satisfies Record<string, readonly string[]>;
export type OrganisationText = keyof typeof ORGANISATION_TEXTS;
export const OrganisationText = z.enum(Object.keys(ORGANISATION_TEXTS) as [OrganisationText, ...OrganisationText[]]);
