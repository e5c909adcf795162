import { place, type Placed } from '../../casefile/entity.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { addDays, laterOf, type PlainDate } from '../../kernel/dates.ts';
import { CaseReviews, PlanActions } from '../records.ts';

/** The day on which something that has no look ahead of it is looked at: the day after it is due, or tomorrow. */
const nextLook = (dueOn: PlainDate, today: PlainDate): PlainDate => addDays(laterOf(dueOn, today), 1);

/** Everything of a plan that is open, placed where the case is now and whose it is, and watched. */
export const placedAnew = (file: CaseFile, today: PlainDate): readonly Placed[] => [
  ...allOf(file, PlanActions)
    .filter(({ status }) => status === 'open')
    .map((action) => place(PlanActions, { ...action, nextOn: action.nextOn ?? nextLook(action.dueOn, today) })),
  ...allOf(file, CaseReviews)
    .filter(({ status }) => status === 'scheduled')
    .map((review) => place(CaseReviews, { ...review, nextOn: review.nextOn ?? nextLook(review.dueOn, today) })),
];
