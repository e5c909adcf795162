import * as z from 'zod';
import { Alerts, raiseAlert as raise } from '../../casefile/alert.ts';
import { AlertKind, AlertLevel } from '../../policy/schema/alert-kinds.ts';
import { Children } from '../../casefile/case.ts';
import { allOf, findOf, type CaseFiles } from '../../casefile/files.ts';
import { ChildId, derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/alerts`: a person or a partner has found something that somebody has to see to. */
export const raiseAlert = ({ files }: Needs) =>
  operation('raiseAlert', {
    route: 'POST /cases/{caseId}/alerts',
    scope: 'care.write',
    summary: 'Raise an alert about a mother or a child',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({
      kind: AlertKind,
      level: AlertLevel,
      childId: ChildId.optional(),
      signs: z.array(z.string().trim().min(1).max(60)).max(20).default([]).describe('what was found, as codes of the programme'),
    }),
    response: z.object({ alertId: z.uuid() }),
    run: ({ path: { caseId }, body }, caller) =>
      files.change(caseId, caller, (file) => {
        if (body.childId !== undefined && !allOf(file, Children).some(({ childId }) => childId === body.childId))
          throw new Problem('ChildNotFound', 'this case has no child with this id');
        const alertId = derivedId('alert', caseId, caller.causationId);
        const going = findOf(file, Alerts, (one) => one.status !== 'closed' && one.kind === body.kind && one.childId === body.childId);
        const change = raise(file, { ...body, alertId, source: { kind: 'request', id: caller.causationId } }, caller);
        // one of the same kind that is still open has taken the signs
        return { ...change, answer: { alertId: going?.alertId ?? alertId } };
      }),
  });
