import { allOf } from '../../../casefile/files.ts';
import { isClosed } from '../../../referrals/domain/life-cycle.ts';
import { Referrals } from '../../../referrals/records.ts';
import type { Summariser } from './summariser.ts';

/** The referrals that have not come to their end, and where each stands. What a questionnaire found is named only to whom its result is shown. */
export const referralsSummary: Summariser = {
  section: 'referrals',
  of: (file, _, seesResults) =>
    allOf(file, Referrals)
      .filter(({ stage }) => !isClosed(stage))
      .toSorted((left, right) => left.requestedAt.localeCompare(right.requestedAt))
      .map(({ domain, screenId, stage, requestedAt }) => ({
        what: screenId === undefined || seesResults ? domain : 'need',
        value: stage,
        on: requestedAt.slice(0, 10),
      })),
};
