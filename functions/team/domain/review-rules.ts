import { Children, type Child } from '../../casefile/case.ts';
import { allOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { Contacts } from '../../care/records.ts';
import { addDays, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { CaseReviewRule, TeamOperations } from '../../policy/schema/team.ts';
import { CaseReviews, type CaseReview } from '../records.ts';
import { scheduleReview } from './case-review.ts';

/** What has happened in a case that may make a review due. */
export type Occasion =
  | { readonly event: 'alertClosed'; readonly alertId: string; readonly level: string }
  | { readonly event: 'contactsMissed' }
  | { readonly event: 'birth' };

/** The reason for which a rule asks for a review, and the day from which its time counts; undefined when it asks for none. */
interface Due {
  readonly because: readonly string[];
  readonly from: PlainDate;
}

const reviewsOf = (file: CaseFile, rule: CaseReviewRule): readonly CaseReview[] =>
  allOf(file, CaseReviews).filter((review) => review.rule === rule.id);

/** Missed contacts count once: those that a review of this rule was already held about are left out. */
const missedContacts = (file: CaseFile, rule: CaseReviewRule): readonly string[] => {
  const heldOn = reviewsOf(file, rule)
    .flatMap((review) => review.heldOn ?? [])
    .sort()
    .at(-1);
  return allOf(file, Contacts)
    .filter(({ status, followedUp, closesOn }) => status === 'missed' && !followedUp && (heldOn === undefined || closesOn > heldOn))
    .map(({ contactId }) => contactId)
    .sort();
};

const youngest = (file: CaseFile): Child | undefined =>
  allOf(file, Children)
    .toSorted((left, right) => left.bornOn.localeCompare(right.bornOn))
    .at(-1);

const dueBy = (file: CaseFile, rule: CaseReviewRule, occasion: Occasion, today: PlainDate): Due | undefined => {
  const { when } = rule;
  switch (when.event) {
    case 'alertClosed':
      return occasion.event === 'alertClosed' && when.levels.some((level) => level === occasion.level)
        ? { because: [occasion.alertId], from: today }
        : undefined;
    case 'contactsMissed': {
      if (occasion.event !== 'contactsMissed' || reviewsOf(file, rule).some(({ status }) => status === 'scheduled')) return undefined;
      const missed = missedContacts(file, rule);
      return missed.length < when.count ? undefined : { because: missed, from: today };
    }
    case 'birth': {
      const child = occasion.event === 'birth' ? youngest(file) : undefined;
      return child === undefined ? undefined : { because: [child.bornOn], from: addDays(child.bornOn, when.afterDays) };
    }
  }
};

/** Schedules the reviews that the programme asks for after something has happened. None for a case outside the programme, and none whose time is over. */
export const scheduleByRules = (
  file: CaseFile,
  { caseReviews }: Pick<TeamOperations, 'caseReviews'>,
  occasion: Occasion,
  today: PlainDate,
  who: Pick<Context, 'at' | 'by'>,
): Change<void> => {
  if (file.root.status !== 'enrolled') return { answer: undefined };
  const changes = caseReviews.flatMap((rule) => {
    const due = dueBy(file, rule, occasion, today);
    if (due === undefined) return [];
    const dueOn = addDays(due.from, rule.dueInDays);
    if (dueOn < today) return [];
    const caseReviewId = derivedId('caseReview', file.root.caseId, rule.id, ...due.because);
    return [scheduleReview(file, { caseReviewId, rule: rule.id, dueOn, participants: [...rule.participants] }, who)];
  });
  return {
    put: changes.flatMap(({ put = [] }) => put),
    facts: changes.flatMap(({ facts = [] }) => facts),
    answer: undefined,
  };
};
