import { CaseExited } from '../../../events/catalogue.ts';
import type { CaseRoot, Instant } from '../../casefile/case.ts';
import { loadWrite } from '../../casefile/worker.ts';
import { unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import type { Review } from '../../casefile/review.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';

/** How long a wrong exit as a duplicate can be undone. */
const REVERSIBLE_DAYS = 90;

/** The cases that a review of a probable duplicate names beside its own. */
export const otherCases = ({ about }: Pick<Review, 'about'>): readonly string[] => {
  const { cases } = about;
  return Array.isArray(cases) ? cases.filter((value) => typeof value === 'string') : [];
};

const isEarlier = (left: CaseRoot, right: CaseRoot): boolean =>
  left.registeredAt === right.registeredAt ? left.caseId < right.caseId : left.registeredAt < right.registeredAt;

/**
 * Which of the cases of one mother leaves, and for which: the later registration for the earliest. When the reviewed case is itself
 * the earliest of several, nothing is said of which others are hers; each of them has a review of its own.
 */
export const duplicateAmong = (
  own: CaseRoot,
  others: readonly CaseRoot[],
): { readonly kept: CaseRoot; readonly leaving: CaseRoot } | undefined => {
  const [first, ...more] = others.filter(({ status }) => status !== 'exited').sort((left, right) => (isEarlier(left, right) ? -1 : 1));
  if (first === undefined || own.status === 'exited') return undefined;
  if (isEarlier(first, own)) return { kept: first, leaving: own };
  return more.length === 0 ? { kept: own, leaving: first } : undefined;
};

/** A second registration of the same mother leaves, with a link to the first; nothing is merged, and it can be undone. */
export const exitAsDuplicate = ({ root }: CaseFile, kept: CaseRoot, at: Instant): Change<void> => {
  if (root.status === 'exited') return unchanged(undefined);
  const on = dateOf(at);
  return {
    root: {
      ...root,
      status: 'exited',
      messages: 'none',
      exit: {
        reason: 'duplicate',
        on,
        at,
        from: root.status,
        payments: 'stop',
        messages: 'stop',
        reversibleUntil: addDays(on, REVERSIBLE_DAYS),
        duplicateOf: kept.caseId,
      },
    },
    also: root.workerId === undefined ? [] : [loadWrite(root.workerId, -1)],
    facts: [CaseExited.of({ reason: 'duplicate', payments: 'stop', messages: 'stop' })],
    answer: undefined,
  };
};
