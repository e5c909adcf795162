import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { reopenAlert } from '../domain/answer.ts';
import { AlertPath, AlertView, Person, personOf } from './alert-view.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/alerts/{alertId}/hand-back`: who had it cannot see to it; the ladder begins anew. */
export const handBackAlert = ({ files }: Needs) =>
  operation('handBackAlert', {
    route: 'POST /cases/{caseId}/alerts/{alertId}/hand-back',
    scope: 'care.write',
    summary: 'Hand back an alert: somebody else is told',
    status: 200,
    path: AlertPath,
    body: z.strictObject({ note: z.string().trim().min(1).max(2000).optional().describe('why'), person: Person }),
    response: AlertView,
    run: ({ path: { caseId, alertId }, body: { note, person } }, caller) => {
      personOf(caller, person);
      return files.change(caseId, caller, (file) => reopenAlert(file, alertId, { reason: 'handedBack', note, at: caller.at }));
    },
  });
