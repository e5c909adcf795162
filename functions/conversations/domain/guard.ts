import type { Instant } from '../../casefile/case.ts';
import { fingerprint } from '../../kernel/ids.ts';
import type { Conversations } from '../../policy/schema/conversations.ts';
import type { PhoneLine } from '../records.ts';
import { plainText } from './normalise.ts';

const MINUTE_MS = 60_000;
const MOST_KEPT = 100;

export const laterBy = (at: Instant, minutes: number): Instant => new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString();

/** `take` it; answer nothing because it `began` to be a loop with this text; or because it is `silent` already. */
export type Verdict = 'take' | 'began' | 'silent';

/**
 * Whether a phone still writes as a person does, and what is kept of it. Two machines that answer each other end here. `questionId` is the
 * question that the text answers: the same answer to one question after the other is no loop.
 */
export const guard = (
  line: PhoneLine | undefined,
  text: string,
  at: Instant,
  { equalTexts, equalWithinMinutes, textsAnHour, silenceMinutes }: Conversations['guards'],
  questionId?: string,
): { readonly verdict: Verdict; readonly line: Omit<PhoneLine, 'version'> } => {
  const { version: _, ...before } = line ?? { version: 0, recent: [] };
  const mark = fingerprint(questionId === undefined ? plainText(text) : [plainText(text), questionId]);
  const keptFrom = laterBy(at, -Math.max(60, equalWithinMinutes));
  const recent = [...before.recent.filter((one) => one.at > keptFrom), { at, mark }].slice(-MOST_KEPT);
  const next = { ...before, recent };
  if (before.silentUntil !== undefined && before.silentUntil > at) return { verdict: 'silent', line: next };
  const equal = recent.filter((one) => one.mark === mark && one.at > laterBy(at, -equalWithinMinutes)).length;
  const inHour = recent.filter((one) => one.at > laterBy(at, -60)).length;
  if (equal < equalTexts && inHour <= textsAnHour) return { verdict: 'take', line: next };
  return { verdict: 'began', line: { ...next, silentUntil: laterBy(at, silenceMinutes) } };
};
