import { allOf } from '../../../casefile/files.ts';
import { Episodes, MonitoringPlans, Readings, Risks, type EpisodeOutcome } from '../../../readings/records.ts';
import type { Line, Summariser } from './summariser.ts';

/** Severe readings that came to nothing: nobody has to act on them. */
const OVER: readonly EpisodeOutcome[] = ['notConfirmed', 'withdrawn'];

/** What is of a child stands under the child's id. */
const named = (name: string, childId: string | undefined): string => (childId === undefined ? name : `${name} ${childId}`);

/** Severe readings on which nobody has acted, the days on which she measures herself, the risks, and of each kind of reading the last one. */
export const readingsSummary: Summariser = {
  section: 'readings',
  of: (file, today): readonly Line[] => {
    const last = new Map<string, Line>();
    for (const { kind, childId, values, unit, measuredAt, voided } of allOf(file, Readings).toSorted((left, right) =>
      left.measuredAt.localeCompare(right.measuredAt),
    ))
      for (const [part, value] of voided === undefined ? Object.entries(values).toSorted() : []) {
        const what = named(`${kind} ${part}`, childId);
        last.set(what, { what, value: `${String(value)} ${unit}`, on: measuredAt.slice(0, 10) });
      }
    return [
      ...allOf(file, Episodes)
        .filter(({ handled, outcome }) => handled === undefined && !OVER.includes(outcome))
        .map(({ outcome, firstAt }) => ({ what: 'severeReadingNotActedOn', value: outcome, on: firstAt.slice(0, 10) })),
      ...allOf(file, MonitoringPlans)
        .filter(({ status }) => status === 'active')
        .map(({ missed, endsOn }) => ({ what: 'measuresHerselfUntil', value: `missed ${String(missed)}`, on: endsOn })),
      ...allOf(file, Risks)
        .filter(({ endedOn }) => endedOn === undefined || endedOn > today)
        .map(({ code, childId, on }) => ({ what: named('risk', childId), value: code, on })),
      ...last.values(),
    ];
  },
};
