import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';
import { PlainDate } from '../kernel/dates.ts';
import { dueOn } from '../table/keys.ts';

/** Where a screen stands, and where it may go. What was cancelled comes back when its reason is gone. */
export const SCREEN_NEXT = {
  planned: ['offered', 'answering', 'completed', 'cancelled'],
  offered: ['answering', 'completed', 'declined', 'expired', 'cancelled'],
  answering: ['completed', 'expired', 'cancelled'],
  cancelled: ['planned'],
  completed: [],
  declined: [],
  expired: [],
} as const satisfies Record<string, readonly string[]>;

export const ScreenStatus = z.enum(Object.keys(SCREEN_NEXT) as [keyof typeof SCREEN_NEXT, ...(keyof typeof SCREEN_NEXT)[]]);
export type ScreenStatus = z.infer<typeof ScreenStatus>;

/** What the answers come to. */
export const Result = z.object({
  /** Absent where the instrument gives no total for what was answered. */
  total: z.int().optional(),
  answered: z.int().min(0),
  items: z.int().min(1),
  complete: z.boolean(),
  /** Of the total; of the least that it can be, where that already calls for care. */
  band: z.string().optional(),
  positive: z.boolean(),
  subscales: z.record(z.string(), z.int()),
  /** Domains in which something is missing. */
  needs: z.array(z.string()),
  /** Single items that call for a person whatever the total. */
  triggered: z.array(z.string()),
});
export type Result = z.infer<typeof Result>;

/** The answers by item: as they were given, null where she would rather not say. */
export const Answers = z.record(z.string(), z.int().nullable());
export type Answers = z.infer<typeof Answers>;

/** One questionnaire, put to a mother once. */
export const Screen = z.object({
  screenId: z.uuid(),
  questionnaire: z.string(),
  version: z.string(),
  channel: z.enum(['text', 'worker']),
  status: ScreenStatus,
  /** The offer of the programme that planned it; absent where a worker offered or recorded it, or it follows from another. */
  offer: z.string().optional(),
  /** The screen that it follows from. */
  follows: z.uuid().optional(),
  /** When it is to be offered, and until when that makes sense. */
  plannedOn: PlainDate.optional(),
  closesOn: PlainDate.optional(),
  offeredAt: Instant.optional(),
  answers: Answers,
  /** What she was asked last, in the words that she got; without an item: whether she wants to answer. */
  asking: z
    .object({
      item: z.string().optional(),
      questionId: z.uuid(),
      askedAt: Instant,
      text: z.string(),
      /** Set where the item is asked a second time, since what came was no answer. */
      again: z.literal(true).optional(),
    })
    .optional(),
  remindedOn: PlainDate.optional(),
  /** The day on which it is given up without a further answer. */
  expiresOn: PlainDate.optional(),
  /** The next day on which something has to happen. */
  nextOn: PlainDate.optional(),
  /** The day of the answers, and who ended it. */
  endedOn: PlainDate.optional(),
  endedAt: Instant.optional(),
  endedBy: z.string().optional(),
  /** Why it was cancelled. */
  reason: z.string().max(60).optional(),
  result: Result.optional(),
  /** When and by whom care was given to a mother whose result called for it. */
  linked: z.object({ on: PlainDate, at: Instant, by: z.string(), note: z.string().max(500).optional() }).optional(),
});
export type Screen = z.infer<typeof Screen>;

const WAITS: readonly ScreenStatus[] = ['offered', 'answering'];

/** Whether answers to it are awaited. */
export const isUnderWay = ({ status }: Pick<Screen, 'status'>): boolean => WAITS.includes(status);

const screenSk = (screenId: string): string => `SCREEN#${screenId}`;

export const Screens = entity({
  name: 'screen',
  schema: Screen,
  sk: ({ screenId }) => screenSk(screenId),
  index: ({ screenId, nextOn }, { root, shards }) =>
    nextOn === undefined ? {} : dueOn('update', nextOn, 'screen', root.caseId, screenSk(screenId), shards),
});
