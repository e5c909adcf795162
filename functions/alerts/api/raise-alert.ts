import * as z from 'zod';
import { alertTaking, raiseAlert as raise } from '../../casefile/alert.ts';
import { AlertKind, AlertLevel } from '../../policy/schema/alert-kinds.ts';
import { Children } from '../../casefile/case.ts';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
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
    response: z.object({ alertId: z.uuid().describe('of an open alert of the same matter, where that has taken it up') }),
    run: ({ path: { caseId }, body }, caller) =>
      files.change(caseId, caller, (file) => {
        if (body.childId !== undefined && !allOf(file, Children).some(({ childId }) => childId === body.childId))
          throw new Problem('ChildNotFound', 'this case has no child with this id');
        const alertId = derivedId('alert', caseId, caller.causationId);
        const change = raise(file, { ...body, alertId, source: { kind: 'request', id: caller.causationId } }, caller);
        return { ...change, answer: { alertId: alertTaking(file, body)?.alertId ?? alertId } };
      }),
  });
