import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { entity, type IndexContext } from '../casefile/entity.ts';
import { Person } from '../casefile/team-member.ts';
import { PlainDate } from '../kernel/dates.ts';
import { ChildId } from '../kernel/ids.ts';
import { dueOn, placePartition, workerPartition, type IndexKeys } from '../table/keys.ts';

/** Where a goal stands, and where it may go. A dropped one may be taken up again. */
export const GOAL_NEXT = {
  proposed: ['active', 'dropped'],
  active: ['met', 'dropped'],
  met: [],
  dropped: ['active'],
} as const satisfies Record<string, readonly string[]>;

export const GoalStatus = z.enum(Object.keys(GOAL_NEXT) as [keyof typeof GOAL_NEXT, ...(keyof typeof GOAL_NEXT)[]]);
export type GoalStatus = z.infer<typeof GoalStatus>;

/** What those around a case want to reach with the mother. It is in force only while she agrees to it. */
export const Goal = z.object({
  goalId: z.uuid(),
  text: z.string().max(500),
  of: z.enum(['mother', 'child']),
  childId: ChildId.optional(),
  /** One of the programme's domains. */
  domain: z.string(),
  targetOn: PlainDate,
  status: GoalStatus,
  /** Who stands behind it, and since when; `mother` is she herself. */
  agreed: z.array(z.object({ who: z.string(), at: Instant })).max(50),
  setAt: Instant,
  setBy: z.string(),
  movedAt: Instant.optional(),
  movedBy: z.string().optional(),
});
export type Goal = z.infer<typeof Goal>;

export const Goals = entity({ name: 'goal', schema: Goal, sk: ({ goalId }) => `GOAL#${goalId}` });

/** Where an action stands, and where it may go. */
export const ACTION_NEXT = { open: ['done', 'dropped'], done: [], dropped: [] } as const satisfies Record<string, readonly string[]>;

/** Who has to do something: the worker to whom the case is assigned, whoever that is then; somebody of the team; or the mother herself. */
export const ActionOwner = z.union([
  Person,
  z.strictObject({ kind: z.literal('assignedWorker') }),
  z.strictObject({ kind: z.literal('mother') }),
]);
export type ActionOwner = z.infer<typeof ActionOwner>;

/** Something that somebody has to do by a day. */
export const PlanAction = z.object({
  actionId: z.uuid(),
  goalId: z.uuid().optional(),
  /** The case review that decided it. */
  caseReviewId: z.uuid().optional(),
  text: z.string().max(500),
  owner: ActionOwner,
  dueOn: PlainDate,
  status: z.enum(Object.keys(ACTION_NEXT) as [keyof typeof ACTION_NEXT, ...(keyof typeof ACTION_NEXT)[]]),
  addedAt: Instant,
  addedBy: z.string(),
  /** The next day on which one that was not done is reported. */
  nextOn: PlainDate.optional(),
  closedAt: Instant.optional(),
  closedBy: z.string().optional(),
  note: z.string().max(500).optional(),
});
export type PlanAction = z.infer<typeof PlanAction>;

const actionSk = (actionId: string): string => `ACTION#${actionId}`;

const doerOf = ({ owner }: PlanAction, { root }: IndexContext): string | undefined => {
  switch (owner.kind) {
    case 'assignedWorker':
      return root.workerId;
    case 'worker':
      return owner.workerId;
    case 'user':
    case 'organisation':
    case 'mother':
      return undefined;
  }
};

const actionIndex = (action: PlanAction, context: IndexContext): IndexKeys => {
  const { root, shards } = context;
  if (action.status !== 'open') return {};
  const workerId = doerOf(action, context);
  return {
    ...(action.nextOn === undefined ? {} : dueOn('update', action.nextOn, 'planAction', root.caseId, actionSk(action.actionId), shards)),
    ...(workerId === undefined
      ? {}
      : { workerPk: workerPartition(workerId), workerSk: `${action.dueOn}#${root.caseId}#${actionSk(action.actionId)}` }),
  };
};

/** An open action stands in the list of the worker who has to do it, and in the due index. */
export const PlanActions = entity({ name: 'planAction', schema: PlanAction, sk: ({ actionId }) => actionSk(actionId), index: actionIndex });

/** Where a case review stands, and where it may go. */
export const CASE_REVIEW_NEXT = { scheduled: ['held', 'cancelled'], held: [], cancelled: [] } as const satisfies Record<
  string,
  readonly string[]
>;

/** A meeting of those around a case: what it came to are actions of the plan. */
export const CaseReview = z.object({
  caseReviewId: z.uuid(),
  /** The programme's rule that made it due; `byHand` when a person asked for it. */
  rule: z.string(),
  /** Why, where a person asked for it. */
  reason: z.string().max(500).optional(),
  dueOn: PlainDate,
  /** Roles of the care team that take part. */
  participants: z.array(z.string()).max(20),
  status: z.enum(Object.keys(CASE_REVIEW_NEXT) as [keyof typeof CASE_REVIEW_NEXT, ...(keyof typeof CASE_REVIEW_NEXT)[]]),
  scheduledAt: Instant,
  scheduledBy: z.string(),
  nextOn: PlainDate.optional(),
  heldOn: PlainDate.optional(),
  heldBy: z.string().optional(),
  /** Who was there. */
  present: z.array(z.string().max(128)).max(30).optional(),
  note: z.string().max(2000).optional(),
  /** The actions that it decided. */
  actionIds: z.array(z.uuid()).max(30).optional(),
});
export type CaseReview = z.infer<typeof CaseReview>;

const caseReviewSk = (caseReviewId: string): string => `CASEREVIEW#${caseReviewId}`;

/** A scheduled review stands in its area's list, by due day, and in the due index. */
export const CaseReviews = entity({
  name: 'caseReview',
  schema: CaseReview,
  sk: ({ caseReviewId }) => caseReviewSk(caseReviewId),
  index: ({ caseReviewId, status, dueOn: heldBefore, nextOn }, { root, shards }) =>
    status === 'scheduled'
      ? {
          placePk: placePartition('CASEREVIEWS', root.area),
          placeSk: `${heldBefore}#${root.caseId}#${caseReviewId}`,
          ...(nextOn === undefined ? {} : dueOn('update', nextOn, 'caseReview', root.caseId, caseReviewSk(caseReviewId), shards)),
        }
      : {},
});
