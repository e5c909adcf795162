import * as z from 'zod';
import { Sealed } from '../casefile/case.ts';
import { PlainDate } from '../kernel/dates.ts';
import { AlertKind } from '../policy/schema/alert-kinds.ts';

/** Who holds a duty in an area, in the order in which they are told. It belongs to no case. */
export const Duty = z.object({
  area: z.string(),
  duty: z.string(),
  version: z.int().min(1),
  people: z.array(
    z.object({
      /** The person's user name, or another name that staff know. */
      person: z.string(),
      /** E.164, sealed for the duty. */
      phone: Sealed,
      language: z.string().optional(),
    }),
  ),
});
export type Duty = z.infer<typeof Duty>;

/** For whom the phones of a duty are sealed. */
export const dutyOwner = (area: string, duty: string): string => `duty:${area}:${duty}`;

export const dutySk = (duty: string): string => `DUTY#${duty}`;

/** What of a worker's list is shown. */
export const SHOWN = ['dueToday', 'overdue', 'alerts', 'reviews', 'all'] as const;

/** A choice from a worker's list that can be kept under a name. */
export const ListFilter = z.strictObject({
  show: z.enum(SHOWN).default('all'),
  kind: z
    .string()
    .min(1)
    .max(40)
    .optional()
    .describe(`the kind of a contact or review, or of an alert: ${AlertKind.options.join(', ')}`),
  area: z.string().min(1).max(64).optional(),
  before: PlainDate.optional().describe('only what was due before this day'),
});
export type ListFilter = z.infer<typeof ListFilter>;

export const filterSk = (name: string): string => `FILTER#${name}`;
