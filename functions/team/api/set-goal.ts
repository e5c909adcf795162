import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { ChildId } from '../../kernel/ids.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { setGoal as decideGoal } from '../domain/plan.ts';
import { CasePath } from './case-path.ts';
import { GoalView } from './plan-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/goals`: puts a goal into the shared plan; it is in force once the mother agrees. */
export const setGoal = ({ files, programmes }: Needs) =>
  operation('setGoal', {
    route: 'POST /cases/{caseId}/goals',
    scope: 'care.write',
    summary: 'Put a goal into the shared plan of a case',
    status: 201,
    path: CasePath,
    body: z.strictObject({
      text: z.string().trim().min(1).max(500),
      of: z.enum(['mother', 'child']),
      childId: ChildId.optional(),
      domain: z.string().min(1).max(64).describe("one of the programme's domains"),
      targetOn: PlainDate,
      motherAgrees: z.boolean().default(false).describe('whether she has agreed to it herself'),
    }),
    response: GoalView,
    run: ({ path, body: { childId, ...body } }, caller) =>
      files.change(path.caseId, caller, (file) =>
        decideGoal(file, programmes.get(file.root.programme), { ...body, ...(childId === undefined ? {} : { childId }) }, caller),
      ),
  });
