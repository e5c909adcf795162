import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { addAction } from './add-action.ts';
import { addMember } from './add-member.ts';
import { cancelCaseReview } from './cancel-case-review.ts';
import { closeAction } from './close-action.ts';
import { endMembership } from './end-membership.ts';
import { getCaseReview } from './get-case-review.ts';
import { holdCaseReview } from './hold-case-review.ts';
import { judgeAccess } from './judge-access.ts';
import { listAccessGrants } from './list-access-grants.ts';
import { listAreaCaseReviews } from './list-area-case-reviews.ts';
import { listCaseReviews } from './list-case-reviews.ts';
import { listTeam } from './list-team.ts';
import { listWorkerActions } from './list-worker-actions.ts';
import { moveGoal } from './move-goal.ts';
import { openAccess } from './open-access.ts';
import { readHandover } from './read-handover.ts';
import { readPlan } from './read-plan.ts';
import { scheduleCaseReview } from './schedule-case-review.ts';
import { setGoal } from './set-goal.ts';

const needs = { files, table, programmes };

export const { handler, manifest } = apiFunction({ table }, [
  listTeam(needs),
  addMember(needs),
  endMembership(needs),
  readPlan(needs),
  setGoal(needs),
  moveGoal(needs),
  addAction(needs),
  closeAction(needs),
  listWorkerActions(needs),
  scheduleCaseReview(needs),
  listCaseReviews(needs),
  listAreaCaseReviews(needs),
  getCaseReview(needs),
  holdCaseReview(needs),
  cancelCaseReview(needs),
  readHandover(needs),
  openAccess(needs),
  judgeAccess(needs),
  listAccessGrants(needs),
]);
