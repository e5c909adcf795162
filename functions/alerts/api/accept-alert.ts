import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { acceptAlert as decide } from '../domain/answer.ts';
import { AlertPath, AlertView, Person, personOf } from './alert-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/alerts/{alertId}/accept`: a named person takes an alert upon her; nobody else is told. */
export const acceptAlert = ({ files, programmes }: Needs) =>
  operation('acceptAlert', {
    route: 'POST /cases/{caseId}/alerts/{alertId}/accept',
    scope: 'care.write',
    summary: 'Take an alert upon oneself',
    status: 200,
    path: AlertPath,
    body: z.strictObject({ person: Person }),
    response: AlertView,
    run: ({ path: { caseId, alertId }, body: { person } }, caller) => {
      const by = personOf(caller, person);
      return files.change(caseId, caller, (file) =>
        decide(file, alertId, programmes.get(file.root.programme).operations.alerts, { at: caller.at, by }),
      );
    },
  });
