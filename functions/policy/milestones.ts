import type { Facts, Occurrence } from './evaluation.ts';
import { addSpan, knowledgeOf } from './knowledge.ts';
import type { Version } from './schema/version.ts';

/** The occurrences that come about by time alone by the day of evaluation (such as the end of a month of pregnancy) and were not recorded. */
export const milestonesBy = (version: Version, facts: Facts): readonly Occurrence[] => {
  const knowledge = knowledgeOf(version, facts);
  return Object.entries(version.occurrences).flatMap(([type, { elapsed }]) => {
    const since = elapsed && knowledge.dateOf(elapsed.since);
    if (elapsed === undefined || since === undefined || facts.occurrences.some((occurrence) => occurrence.type === type)) return [];
    const date = addSpan(since, elapsed.after);
    return date <= facts.asOf ? [{ type, date }] : [];
  });
};

/** Facts with the milestones that time brought: what operation evaluates. */
export const withMilestones = (version: Version, facts: Facts): Facts => ({
  ...facts,
  occurrences: [...facts.occurrences, ...milestonesBy(version, facts)],
});
