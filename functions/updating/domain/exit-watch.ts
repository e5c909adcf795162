import { standingOf } from '../../eligibility/domain/assessment.ts';
import { Children } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf, questionOf } from '../../casefile/facts.ts';
import { allOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { addDays, addMonths, type PlainDate } from '../../kernel/dates.ts';
import { isProblem } from '../../kernel/problem.ts';
import { knowledgeOf } from '../../policy/knowledge.ts';
import type { Programme } from '../../policy/programme.ts';
import { ExitWatches, ScheduledExits, type ExitReason } from '../records.ts';
import { exitCase, exitPolicyOf, keysOf, leaveAfterGrace } from './exit-case.ts';

type Who = Pick<Context, 'at'>;

/** How long a case lives where the programme names no age of the child. */
const UNTOLD_MONTHS = 24;
/** A rule that cannot be answered today is asked again after so many days. */
const ASK_AGAIN_DAYS = 30;

const youngestOf = (file: CaseFile): PlainDate | undefined =>
  allOf(file, Children)
    .filter(({ diedOn }) => diedOn === undefined)
    .map(({ bornOn }) => bornOn)
    .sort()
    .at(-1);

/** The day a case is counted from where no child lives: the pregnancy's end, or the last day on which it can end. */
const pregnancyEndOf = ({ root }: CaseFile, programme: Programme): PlainDate => {
  const { endedOn, lastMenstrualPeriodOn } = root.pregnancy;
  return endedOn ?? addDays(lastMenstrualPeriodOn ?? dayOf(programme, root.registeredAt), programme.operations.limits.gestationMaxDays);
};

/** The day on which the youngest living child reaches the programme's age; without one, the day a child of this pregnancy would have. */
export const ageReachedOn = (file: CaseFile, programme: Programme): PlainDate =>
  addMonths(youngestOf(file) ?? pregnancyEndOf(file, programme), exitPolicyOf(programme, 'childAge')?.afterMonths ?? UNTOLD_MONTHS);

/** The day on which the programme itself is over for her, where it says so and the day is known. */
const programmeOverOn = (file: CaseFile, programme: Programme, today: PlainDate): PlainDate | undefined => {
  try {
    const { policy, facts } = questionOf(file, programme, today);
    const { dateOf } = knowledgeOf(policy.version, facts);
    const days = policy.version.exits.flatMap(({ anchor, afterMonths }) => {
      const start = dateOf(anchor);
      return start === undefined ? [] : [addMonths(start, afterMonths)];
    });
    return days.sort()[0];
  } catch (error) {
    // no version is in force: then nothing of it can be over
    if (isProblem(error) && error.name === 'PolicyNotInForce') return undefined;
    throw error;
  }
};

/** The next day on which somebody has to see whether the case is over. */
const watchedOn = (file: CaseFile, programme: Programme, today: PlainDate): PlainDate => {
  const age = ageReachedOn(file, programme);
  const over = file.root.status === 'enrolled' ? programmeOverOn(file, programme, today) : undefined;
  return over !== undefined && over < age ? over : age;
};

const tomorrowAtLeast = (day: PlainDate, today: PlainDate): PlainDate => (day > today ? day : addDays(today, 1));

/**
 * Sets the day on which the exit sweep looks at a case.
 * @param soon when a fact was corrected that the rules may depend on: they are asked at the next sweep
 */
export const watchExit = (file: CaseFile, programme: Programme, today: PlainDate, soon = false): Change<undefined> => {
  const [watch] = allOf(file, ExitWatches);
  if (file.root.status === 'exited')
    return watch === undefined ? unchanged(undefined) : { remove: keysOf(file, ExitWatches), answer: undefined };
  const day = soon && file.root.status === 'enrolled' ? addDays(today, 1) : tomorrowAtLeast(watchedOn(file, programme, today), today);
  return watch?.watchedOn === day ? unchanged(undefined) : { put: [place(ExitWatches, { watchedOn: day })], answer: undefined };
};

/** Why a case is over on a day, or undefined when it goes on. */
const endOf = (file: CaseFile, programme: Programme, today: PlainDate): { reason: ExitReason; on: PlainDate } | undefined => {
  const age = ageReachedOn(file, programme);
  if (age <= today) return { reason: youngestOf(file) === undefined ? 'completed' : 'childAge', on: age };
  if (file.root.status !== 'enrolled') return undefined;
  const standing = standingOf(file, programme, today);
  switch (standing.standing) {
    case 'holds':
      return undefined;
    case 'over':
      return { reason: 'completed', on: standing.on };
    case 'noLongerEligible':
      return { reason: 'noLongerEligible', on: today };
  }
};

/** Asks the policy again on the day that was watched for: the case leaves, or is watched until another day. */
export const checkWatch = (file: CaseFile, programme: Programme, { at }: Who): Change<undefined> => {
  const today = dayOf(programme, at);
  const [watch] = allOf(file, ExitWatches);
  if (watch === undefined || watch.watchedOn > today) return unchanged(undefined);
  if (file.root.status === 'exited') return watchExit(file, programme, today);
  const end = endOf(file, programme, today);
  const next = watchedOn(file, programme, today);
  const rewatched = place(ExitWatches, { watchedOn: next > today ? next : addDays(today, ASK_AGAIN_DAYS) });
  if (end === undefined) return { put: [rewatched], answer: undefined };
  const parts = leaveAfterGrace(file, programme, end, { at });
  return parts.root.status === 'exited' ? { ...parts, answer: undefined } : { ...parts, put: [...parts.put, rewatched], answer: undefined };
};

/** Whether what led to a waiting exit is still so. */
const stillLeaves = (file: CaseFile, programme: Programme, reason: ExitReason, today: PlainDate): boolean => {
  switch (reason) {
    case 'childDeath':
      return youngestOf(file) === undefined;
    case 'noLongerEligible':
      return standingOf(file, programme, today).standing === 'noLongerEligible';
    case 'pregnancyLoss':
      return file.root.pregnancy.outcome === 'loss';
    case 'childAge':
    case 'motherDeath':
    case 'moved':
    case 'withdrawn':
    case 'completed':
    case 'duplicate':
    case 'forgotten':
      return true;
  }
};

/** Lets a case leave whose days of grace are over, unless what led to it is no longer so. */
export const finishScheduledExit = (file: CaseFile, programme: Programme, { at }: Who): Change<undefined> => {
  const today = dayOf(programme, at);
  const [exit] = allOf(file, ScheduledExits);
  if (exit === undefined || exit.dueOn > today) return unchanged(undefined);
  if (file.root.status === 'exited' || !stillLeaves(file, programme, exit.reason, today))
    return { remove: keysOf(file, ScheduledExits), answer: undefined };
  return {
    ...exitCase(file, programme, { reason: exit.reason, on: exit.dueOn, lifeEventId: exit.lifeEventId }, { at }),
    answer: undefined,
  };
};
