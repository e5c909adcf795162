import { findOf } from '../../casefile/files.ts';
import { reasonsFor } from '../../eligibility/domain/decision.ts';
import { Decisions } from '../../eligibility/records.ts';
import type { Telling, Wording } from './compose.ts';

/** What a mother is told when she is not eligible: every reason, in her language, and how long she may appeal. */
export const ineligibleWording = (decisionId: string, { file, programme }: Telling): Wording => {
  const decision = findOf(file, Decisions, (candidate) => candidate.decisionId === decisionId);
  const reasons = decision === undefined ? [] : reasonsFor(decision, file.root.language);
  return {
    template: 'ineligible',
    variables: {
      programme: programme.name,
      reason: reasons.length === 0 ? '-' : reasons.join('; '),
      days: String(programme.operations.review.appealDays),
    },
  };
};
