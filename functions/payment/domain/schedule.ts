import type { Instant } from '../../casefile/case.ts';
import { addDays, dateOf, type PlainDate } from '../../kernel/dates.ts';
import type { Operations } from '../../policy/index.ts';

export type PaymentRules = Operations['payment'];

const HOUR_MS = 3_600_000;
const SHORTEST_WAIT_SECONDS = 60;

/**
 * Seconds until an unanswered instruction is asked about next; undefined when the rail has had its time.
 * The hours count from the instruction, the last of them is when the rail should have answered.
 */
export const secondsToQuery = (
  { statusQueryAfterHours, confirmWithinHours }: PaymentRules,
  instructedAt: Instant,
  at: Instant,
): number | undefined => {
  const elapsedMs = Date.parse(at) - Date.parse(instructedAt);
  const next = [...statusQueryAfterHours, confirmWithinHours]
    .filter((hours) => hours <= confirmWithinHours && hours * HOUR_MS > elapsedMs)
    .sort((left, right) => left - right)[0];
  return next === undefined ? undefined : Math.max(SHORTEST_WAIT_SECONDS, Math.ceil((next * HOUR_MS - elapsedMs) / 1000));
};

/** Seconds until a line that the rail failed is instructed once more. */
export const secondsToRetry = ({ statusQueryAfterHours }: PaymentRules): number => Math.min(...statusQueryAfterHours) * 3600;

/** The day on which the update sweep asks about an instruction that nobody asked about before: after the rail has had its time. */
export const lookAfterInstruction = ({ confirmWithinHours }: PaymentRules, instructedAt: Instant): PlainDate =>
  addDays(dateOf(new Date(Date.parse(instructedAt) + confirmWithinHours * HOUR_MS).toISOString()), 1);

/** The next day on which the update sweep looks. */
export const tomorrow = (at: Instant): PlainDate => addDays(dateOf(at), 1);
