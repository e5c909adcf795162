import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import { Goals, PlanActions } from '../records.ts';
import { CasePath } from './case-path.ts';
import { ActionView, GoalView } from './plan-view.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/plan`: the shared plan of a case: its goals by target day, its actions by due day. */
export const readPlan = ({ files }: Needs) =>
  operation('readPlan', {
    route: 'GET /cases/{caseId}/plan',
    scope: 'care.read',
    summary: 'Read the shared plan of a case',
    status: 200,
    path: CasePath,
    response: z.object({ goals: z.array(GoalView), actions: z.array(ActionView) }),
    async run({ path }, caller) {
      const file = await files.read(path.caseId, caller, 'plan');
      return versioned(file.root.version, {
        goals: allOf(file, Goals).toSorted((left, right) => left.targetOn.localeCompare(right.targetOn)),
        actions: allOf(file, PlanActions).toSorted((left, right) => left.dueOn.localeCompare(right.dueOn)),
      });
    },
  });
