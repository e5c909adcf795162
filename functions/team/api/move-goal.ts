import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { moveGoal as decideMove } from '../domain/plan.ts';
import { GoalStatus } from '../records.ts';
import { GoalView } from './plan-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `PUT /cases/{caseId}/goals/{goalId}`: moves a goal along, gives it another day, or records that the mother agrees; with If-Match of the plan. */
export const moveGoal = ({ files, programmes }: Needs) =>
  operation('moveGoal', {
    route: 'PUT /cases/{caseId}/goals/{goalId}',
    scope: 'care.write',
    summary: 'Move a goal of the shared plan along',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), goalId: z.uuid() }),
    body: z.strictObject({ status: GoalStatus.optional(), targetOn: PlainDate.optional(), motherAgrees: z.literal(true).optional() }),
    response: GoalView,
    run: ({ path: { caseId, goalId }, body }, caller) =>
      files.change(caseId, caller, (file) => decideMove(file, programmes.get(file.root.programme), goalId, body, caller)),
  });
