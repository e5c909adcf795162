import * as z from 'zod';
import { Instant, Sealed } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';
import { PlainDate } from '../kernel/dates.ts';
import { AlertKind } from '../policy/schema/alert-kinds.ts';

/** Where a text to staff stands. `sending` lasts for one call of the gateway; one that is found there later was cut off. */
export const STAFF_TEXT_NEXT = {
  sending: ['sent', 'unknown', 'failed', 'waiting'],
  waiting: ['sending'],
  sent: ['sending'],
  unknown: ['sending'],
  failed: ['sending'],
} as const satisfies Record<string, readonly string[]>;

/**
 * One person told of one rung of an alert. A repeat of the rung, or a later round, takes its place: the facts have the history. Neither the
 * phone nor the words are kept.
 */
export const StaffText = z.object({
  alertId: z.uuid(),
  round: z.int().min(1),
  /** Which rung of the ladder, from 0. */
  place: z.int().min(0),
  /** Who, as `worker:<id>` or `<duty>@<area>:<place in the list>`. */
  to: z.string().max(160),
  minutes: z.int().min(1),
  state: z.enum(Object.keys(STAFF_TEXT_NEXT) as [keyof typeof STAFF_TEXT_NEXT, ...(keyof typeof STAFF_TEXT_NEXT)[]]),
  /** Which attempt holds it while it is being sent. */
  attempt: z.string().optional(),
  attempts: z.int().min(1),
  at: Instant,
  gatewayId: z.string().optional(),
  reason: z.string().max(120).optional(),
});
export type StaffText = z.infer<typeof StaffText>;

export const staffTextSk = ({ alertId, place, to }: Pick<StaffText, 'alertId' | 'place' | 'to'>): string =>
  `STAFFTEXT#${alertId}#${String(place)}#${to}`;

export const StaffTexts = entity({ name: 'staffText', schema: StaffText, sk: staffTextSk });

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
