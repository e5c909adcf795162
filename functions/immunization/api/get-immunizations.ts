import * as z from 'zod';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { childOf, dosesOf, factsOf, immunizationOf, planFrom } from '../domain/child-plan.ts';
import { plannedView, PlanView } from '../domain/plan-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `GET /cases/{caseId}/children/{childId}/immunizations?on=`: what a child was given, whether it counts, and what it needs when. */
export const getImmunizations = ({ files, programmes }: Needs) =>
  operation('getImmunizations', {
    route: 'GET /cases/{caseId}/children/{childId}/immunizations',
    scope: 'care.read',
    summary: "Read a child's vaccine doses and what it needs, on a day",
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), childId: z.uuid() }),
    query: z.strictObject({ on: PlainDate.optional().describe('left out: today') }),
    response: PlanView,
    async run({ path, query }, caller) {
      const file = await files.read(path.caseId, caller, 'immunizations');
      const programme = programmes.get(file.root.programme);
      const on = query.on ?? dayOf(programme, caller.at);
      const immunization = immunizationOf(programme);
      const child = childOf(file, path.childId);
      const doses = dosesOf(file, path.childId);
      const plan = planFrom(immunization, child, doses, factsOf(file, path.childId), on);
      return versioned(file.root.version, plannedView(immunization, file, child, plan, doses, on));
    },
  });
