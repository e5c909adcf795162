import { allOf } from '../../../casefile/files.ts';
import { CaseReviews, Goals, PlanActions } from '../../records.ts';
import type { Summariser } from './summariser.ts';

/** The goals that are in force or proposed, what is to be done and by when, and when the case was reviewed last. */
export const planSummary: Summariser = {
  section: 'plan',
  of: (file, today) => {
    const held = allOf(file, CaseReviews)
      .flatMap(({ heldOn }) => heldOn ?? [])
      .toSorted()
      .at(-1);
    return [
      ...allOf(file, Goals)
        .filter(({ status }) => status === 'active' || status === 'proposed')
        .map(({ text, status, targetOn }) => ({ what: `${status}Goal`, value: text, on: targetOn })),
      ...allOf(file, PlanActions)
        .filter(({ status }) => status === 'open')
        .map(({ text, dueOn }) => ({ what: dueOn < today ? 'overdueAction' : 'openAction', value: text, on: dueOn })),
      ...(held === undefined ? [] : [{ what: 'lastReview', value: true, on: held }]),
    ];
  },
};
