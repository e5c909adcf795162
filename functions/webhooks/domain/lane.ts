import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import { addDays, dateOf, PlainDate } from '../../kernel/dates.ts';

/**
 * How far a webhook was told of one case, or of something else that has events: a consent record, a data agreement, what another system
 * publishes. The events themselves stay in its outbox, in their order; a lane only moves along them, one after the other, so that none is
 * lost, and none is sent before the one ahead of it was taken or given up.
 */
export const Lane = z.object({
  webhookId: z.uuid(),
  /** The aggregate whose events it moves along. */
  caseId: z.uuid(),
  version: z.int().min(0),
  /** The last event that was sent, given up, or was of no concern; empty: none yet. */
  cursor: z.string(),
  /** The execution that sends; whoever else comes leaves at once. */
  holder: z.string().optional(),
  /** Whether something may be left to send. */
  pending: z.boolean(),
  /** The event at the head, while it is not taken. */
  head: z.object({ sequence: z.string(), tries: z.int().min(1), nextAt: Instant }).optional(),
  /** The day on which the update sweep looks whether somebody still sees to it. */
  lookOn: PlainDate.optional(),
  /** The day on which the partner was last told of the case: who asks who saw it finds one entry a day. */
  toldOn: PlainDate.optional(),
  area: z.string(),
  programme: z.string(),
  /** Seconds since 1970, after which it is of no use: where it is that of one event alone. */
  expiresAt: z.int().optional(),
});
export type Lane = z.infer<typeof Lane>;

const dayAfter = (instant: string): PlainDate => addDays(dateOf(instant), 1);

/** Nothing is left to send, or nobody is to send it now. */
export const released = ({ holder: _, lookOn: __, ...lane }: Lane, pending: boolean): Lane => ({ ...lane, pending });

/** The head was taken or given up: the cursor stands on it, unless it was sent again. */
export const passed = ({ head: _, ...lane }: Lane, sequence: string): Lane => ({
  ...lane,
  cursor: sequence > lane.cursor ? sequence : lane.cursor,
});

/** The head was not taken and is tried again. */
export const held = (lane: Lane, sequence: string, tries: number, nextAt: string): Lane => ({
  ...lane,
  head: { sequence, tries, nextAt },
  lookOn: dayAfter(nextAt),
});

/** How often the event at the head was tried. */
export const triesOf = ({ head }: Lane, sequence: string): number => (head?.sequence === sequence ? head.tries : 0);

/** A holder that waits for longer than this is not sending meanwhile. */
const SURELY_WAITING_MS = 5_000;

const isWaiting = ({ head }: Lane, at: string): boolean =>
  head !== undefined && Date.parse(head.nextAt) - Date.parse(at) > SURELY_WAITING_MS;

export interface Waking {
  readonly at: string;
  /** The execution that shall send where nobody does. */
  readonly execution: string;
  /** Whether there is to be no sending now: the webhook is paused. */
  readonly quiet: boolean;
  /** `atOnce`: an attempt that waits for its time is made now. `takeOver`: whoever holds it has not been heard of since its day came. */
  readonly manner: 'gently' | 'atOnce' | 'takeOver';
}

/** Something is there to send. The version grows in any case, so that a holder that is about to leave looks once more. */
export const woken = (lane: Lane, { at, execution, quiet, manner }: Waking): Lane => {
  if (quiet) return lane.holder === undefined ? released(lane, true) : { ...lane, pending: true };
  const isFree = lane.holder === undefined || manner === 'takeOver' || (manner === 'atOnce' && isWaiting(lane, at));
  if (!isFree) return { ...lane, pending: true };
  const { head, ...rest } = lane;
  // what is told to go on now begins to count anew
  const kept = manner === 'atOnce' || head === undefined ? {} : { head };
  return { ...rest, ...kept, pending: true, holder: execution, lookOn: dayAfter(at) };
};
