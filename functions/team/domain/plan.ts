import { GoalActionOverdue, GoalMoved, GoalSet, PlanActionAdded, PlanActionClosed } from '../../../events/catalogue.ts';
import { Children, type Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { addDays, daysBetween, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { implausible, Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { ACTION_NEXT, GOAL_NEXT, Goals, PlanActions, type ActionOwner, type Goal, type PlanAction } from '../records.ts';

type Who = Pick<Context, 'at' | 'by' | 'causationId'>;

/** She herself, among those who agree to a goal. */
export const MOTHER = 'mother';

export interface NewGoal {
  readonly text: string;
  readonly of: Goal['of'];
  readonly childId?: Goal['childId'];
  readonly domain: string;
  readonly targetOn: PlainDate;
  readonly motherAgrees: boolean;
}

const refuseGoal = (file: CaseFile, { operations }: Programme, goal: NewGoal, today: PlainDate): void => {
  const { goalDomains } = operations.team;
  if (!goalDomains.includes(goal.domain)) throw implausible('/domain', `must be one of ${goalDomains.join(', ')}`);
  if (goal.targetOn < today) throw implausible('/targetOn', 'lies in the past');
  if (goal.childId !== undefined && goal.of !== 'child') throw implausible('/childId', 'is for a goal of a child');
  if (goal.childId !== undefined && findOf(file, Children, ({ childId }) => childId === goal.childId) === undefined)
    throw new Problem('ChildNotFound', 'the case has no such child');
};

/** Puts a goal into the plan: in force when the mother agrees to it, proposed until she does. @throws {Problem} ImplausibleFact, ChildNotFound, StatusRefuses */
export const setGoal = (
  file: CaseFile,
  programme: Programme,
  { motherAgrees, ...goal }: NewGoal,
  { at, by, causationId }: Who,
): Change<Goal> => {
  if (file.root.status === 'exited') throw statusRefuses('set a goal', 'exited', ['reversal']);
  refuseGoal(file, programme, { motherAgrees, ...goal }, dayOf(programme, at));
  const set: Goal = {
    ...goal,
    goalId: derivedId('goal', file.root.caseId, causationId),
    status: motherAgrees ? 'active' : 'proposed',
    agreed: [{ who: by, at }, ...(motherAgrees ? [{ who: MOTHER, at }] : [])],
    setAt: at,
    setBy: by,
  };
  return {
    put: [place(Goals, set)],
    facts: [GoalSet.of({ goalId: set.goalId, status: motherAgrees ? 'active' : 'proposed' })],
    answer: set,
  };
};

/** What is changed of a goal. */
export interface GoalChange {
  readonly status?: Goal['status'] | undefined;
  readonly targetOn?: PlainDate | undefined;
  readonly motherAgrees?: true | undefined;
}

const agreedBy = (goal: Goal, who: readonly string[], at: Instant): Goal['agreed'] => [
  ...goal.agreed,
  ...who.filter((one) => !goal.agreed.some((known) => known.who === one)).map((one) => ({ who: one, at })),
];

/**
 * Moves a goal along. Only what the mother agrees to comes into force. What it is already changes nothing.
 * @throws {Problem} GoalNotFound, ImplausibleFact, StatusRefuses when the goal cannot go there, or she has not agreed
 */
export const moveGoal = (file: CaseFile, programme: Programme, goalId: string, change: GoalChange, { at, by }: Who): Change<Goal> => {
  const goal = findOf(file, Goals, (one) => one.goalId === goalId);
  if (goal === undefined) throw new Problem('GoalNotFound', 'the plan has no such goal');
  const status = change.status ?? goal.status;
  const targetOn = change.targetOn ?? goal.targetOn;
  if (targetOn !== goal.targetOn && targetOn < dayOf(programme, at)) throw implausible('/targetOn', 'lies in the past');
  const allowed: readonly string[] = GOAL_NEXT[goal.status];
  if (status !== goal.status && !allowed.includes(status)) throw statusRefuses(`make a goal ${status}`, goal.status, allowed);
  const agreed = agreedBy(goal, [by, ...(change.motherAgrees === true ? [MOTHER] : [])], at);
  if (status === 'active' && !agreed.some(({ who }) => who === MOTHER))
    throw statusRefuses('make a goal active', 'proposed, without the agreement of the mother', ['motherAgrees']);
  const isSame =
    status === goal.status && targetOn === goal.targetOn && (change.motherAgrees !== true || goal.agreed.some(({ who }) => who === MOTHER));
  if (isSame) return unchanged(goal);
  const moved: Goal = { ...goal, status, targetOn, agreed, movedAt: at, movedBy: by };
  return { put: [place(Goals, moved)], facts: status === goal.status ? [] : [GoalMoved.of({ goalId, status })], answer: moved };
};

export interface NewAction {
  readonly goalId?: string | undefined;
  readonly caseReviewId?: string | undefined;
  readonly text: string;
  readonly owner: ActionOwner;
  readonly dueOn: PlainDate;
}

/** An action as it is put into the plan; `which` tells it from others of the same cause. */
export const newAction = (file: CaseFile, action: NewAction, which: string, { at, by, causationId }: Who): PlanAction => {
  const { goalId, caseReviewId, ...rest } = action;
  return {
    ...rest,
    actionId: derivedId('action', file.root.caseId, causationId, which),
    ...(goalId === undefined ? {} : { goalId }),
    ...(caseReviewId === undefined ? {} : { caseReviewId }),
    status: 'open',
    addedAt: at,
    addedBy: by,
    nextOn: addDays(rest.dueOn, 1),
  };
};

/** @throws {Problem} ImplausibleFact when the day has passed */
export const refusePast = (dueOn: PlainDate, programme: Programme, at: Instant, pointer: string): void => {
  if (dueOn < dayOf(programme, at)) throw implausible(pointer, 'lies in the past');
};

/** Puts something to do into the plan. @throws {Problem} GoalNotFound, ImplausibleFact, StatusRefuses */
export const addAction = (file: CaseFile, programme: Programme, action: NewAction, who: Who): Change<PlanAction> => {
  if (file.root.status === 'exited') throw statusRefuses('add an action', 'exited', ['reversal']);
  refusePast(action.dueOn, programme, who.at, '/dueOn');
  if (action.goalId !== undefined && findOf(file, Goals, ({ goalId }) => goalId === action.goalId) === undefined)
    throw new Problem('GoalNotFound', 'the plan has no such goal');
  const added = newAction(file, action, '', who);
  return {
    put: [place(PlanActions, added)],
    facts: [PlanActionAdded.of({ actionId: added.actionId, dueOn: added.dueOn })],
    answer: added,
  };
};

/** Ends an action; the same again changes nothing. @throws {Problem} ActionNotFound, StatusRefuses when it ended otherwise */
export const closeAction = (
  file: CaseFile,
  actionId: string,
  { status, note }: { readonly status: 'done' | 'dropped'; readonly note?: string | undefined },
  { at, by }: Who,
): Change<PlanAction> => {
  const action = findOf(file, PlanActions, (one) => one.actionId === actionId);
  if (action === undefined) throw new Problem('ActionNotFound', 'the plan has no such action');
  if (action.status === status) return unchanged(action);
  const allowed: readonly string[] = ACTION_NEXT[action.status];
  if (!allowed.includes(status)) throw statusRefuses(`make an action ${status}`, action.status, allowed);
  const { nextOn: _, ...rest } = action;
  const closed: PlanAction = { ...rest, status, closedAt: at, closedBy: by, ...(note === undefined ? {} : { note }) };
  return { put: [place(PlanActions, closed)], facts: [PlanActionClosed.of({ actionId, status })], answer: closed };
};

/** Reports an action that nobody has done, and again as often as the programme says, until it has ended or the mother has left. */
export const raiseAction = (file: CaseFile, programme: Programme, sk: string, today: PlainDate): Change<void> => {
  const action = findOf(file, PlanActions, (one) => PlanActions.sk(one) === sk);
  if (action?.status !== 'open' || action.nextOn === undefined || action.nextOn > today) return unchanged(undefined);
  const { nextOn: _, ...quiet } = action;
  if (file.root.status === 'exited') return { put: [place(PlanActions, quiet)], answer: undefined };
  const { actionId, dueOn } = action;
  return {
    put: [place(PlanActions, { ...action, nextOn: addDays(today, programme.operations.team.overdueEveryDays) })],
    facts: [GoalActionOverdue.of({ actionId, dueOn, daysOverdue: daysBetween(dueOn, today) })],
    answer: undefined,
  };
};
