import { daysBetween, latestOf, type PlainDate } from '../kernel/dates.ts';
import { addSpan, anchorName, fits, type Knowledge } from './knowledge.ts';
import type { Need } from './schema/entitlements.ts';
import type { Anchor, Span } from './schema/vocabulary.ts';
import { fillIn } from './placeholders.ts';

/** What has become of the things that an instalment needs. */
export type NeedsAnswer =
  | { readonly kind: 'met'; readonly on: PlainDate }
  | { readonly kind: 'pending'; readonly missing: readonly string[] }
  | { readonly kind: 'lost'; readonly reason: string };

type OccurrenceNeed = Extract<Need, { kind: 'occurrence' }>;

const lengthOf = (span: Span): number => ('months' in span ? span.months : 'weeks' in span ? span.weeks : span.days);

/** A reason with its numbers: `days` since the anchor, the `limit` and its `date`. */
const said = (
  reason: string,
  { start, limit, span, on }: { start: PlainDate; limit: PlainDate; span: Span; on?: PlainDate | undefined },
): string => fillIn(reason, { limit: lengthOf(span), date: limit, days: on === undefined ? undefined : daysBetween(start, on) });

const pending = (...missing: readonly string[]): NeedsAnswer => ({ kind: 'pending', missing });
const lost = (reason: string): NeedsAnswer => ({ kind: 'lost', reason });

interface Bound {
  readonly anchor: Anchor;
  readonly span: Span;
}

const boundOf = ({ anchor, span }: Bound, knowledge: Knowledge): { start: PlainDate; limit: PlainDate; span: Span } | undefined => {
  const start = knowledge.dateOf(anchor);
  return start && { start, limit: addSpan(start, span), span };
};

const onOccurrence = (need: OccurrenceNeed, knowledge: Knowledge): NeedsAnswer => {
  const label = need.label ?? need.occurrence;
  const after = need.notAfter && boundOf(need.notAfter, knowledge);
  const before = need.notBefore && boundOf(need.notBefore, knowledge);
  const all = knowledge.occurrencesOf(need.occurrence);
  const fitting = all.filter((occurrence) => fits(occurrence, need.where) === true).map(({ date }) => date);
  const otherwise = all.some((occurrence) => fits(occurrence, need.where) === false);

  const unknownAnchors = [need.notAfter, need.notBefore]
    .filter((bound) => bound !== undefined && knowledge.dateOf(bound.anchor) === undefined)
    .map((bound) => anchorName(bound?.anchor ?? ''));
  if (unknownAnchors.length > 0)
    return pending(...unknownAnchors.filter((name) => name !== need.occurrence), ...(fitting.length === 0 ? [label] : []));

  const late = (date: PlainDate): boolean => after !== undefined && date > after.limit;
  const early = (date: PlainDate): boolean => before !== undefined && date < before.limit;
  const good = fitting.find((date) => !late(date) && !early(date));
  if (good !== undefined) return { kind: 'met', on: good };

  if (fitting.length === 0 && otherwise && need.elseReason !== undefined) return lost(need.elseReason);
  const firstLate = fitting.find(late);
  if (need.notAfter && after && firstLate !== undefined) return lost(said(need.notAfter.reason, { ...after, on: firstLate }));
  const firstEarly = fitting.find(early);
  if (need.notBefore?.reason !== undefined && before && firstEarly !== undefined)
    return lost(said(need.notBefore.reason, { ...before, on: firstEarly }));
  if (need.notAfter && after && late(knowledge.asOf)) return lost(said(need.notAfter.missedReason ?? need.notAfter.reason, after));
  if (need.closedBy && knowledge.occurrencesOf(need.closedBy.occurrence).length > 0) return lost(need.closedBy.reason);
  return pending(label);
};

const onElapsed = ({ anchor, span, label }: Extract<Need, { kind: 'elapsed' }>, knowledge: Knowledge): NeedsAnswer => {
  const start = knowledge.dateOf(anchor);
  const on = start && addSpan(start, span);
  return on !== undefined && on <= knowledge.asOf ? { kind: 'met', on } : pending(label);
};

const onNeed = (need: Need, knowledge: Knowledge): NeedsAnswer => {
  switch (need.kind) {
    case 'occurrence':
      return onOccurrence(need, knowledge);
    case 'elapsed':
      return onElapsed(need, knowledge);
  }
};

/** All needs together: lost when one is lost, pending while one is missing, else met on the day of the last. */
export const answerNeeds = (needs: readonly Need[], knowledge: Knowledge): NeedsAnswer => {
  const answers = needs.map((need) => onNeed(need, knowledge));
  const gone = answers.find((answer) => answer.kind === 'lost');
  if (gone !== undefined) return gone;
  const missing = [...new Set(answers.flatMap((answer) => (answer.kind === 'pending' ? answer.missing : [])))];
  const on = latestOf(answers.flatMap((answer) => (answer.kind === 'met' ? [answer.on] : [])));
  return missing.length > 0 || on === undefined ? { kind: 'pending', missing } : { kind: 'met', on };
};
