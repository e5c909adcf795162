import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { closeAlert as decide } from '../domain/answer.ts';
import { AlertPath, AlertView, Person, personOf } from './alert-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/alerts/{alertId}/close`: what came of it. */
export const closeAlert = ({ files, programmes }: Needs) =>
  operation('closeAlert', {
    route: 'POST /cases/{caseId}/alerts/{alertId}/close',
    scope: 'care.write',
    summary: 'Close an alert with its outcome',
    status: 200,
    path: AlertPath,
    body: z.strictObject({
      outcome: z.string().min(1).max(60).describe("one of the programme's outcomes of alerts"),
      note: z.string().trim().min(1).max(2000).optional(),
      person: Person,
    }),
    response: AlertView,
    run: ({ path: { caseId, alertId }, body: { person, ...body } }, caller) => {
      const by = personOf(caller, person);
      return files.change(caseId, caller, (file) =>
        decide(file, alertId, programmes.get(file.root.programme).operations.alerts, { ...body, at: caller.at, by }),
      );
    },
  });
