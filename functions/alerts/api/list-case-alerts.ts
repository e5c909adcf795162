import * as z from 'zod';
import { Alerts } from '../../casefile/alert.ts';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { AlertView } from './alert-view.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/alerts`: the alerts of a case with their way up the ladder, latest first. */
export const listCaseAlerts = ({ files }: Needs) =>
  operation('listCaseAlerts', {
    route: 'GET /cases/{caseId}/alerts',
    scope: 'care.read',
    summary: 'List the alerts of a case',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({ items: z.array(AlertView) }),
    async run({ path: { caseId } }, caller) {
      const alerts = allOf(await files.read(caseId, caller, 'alerts'), Alerts);
      return { items: [...alerts].sort((left, right) => right.openedAt.localeCompare(left.openedAt)) };
    },
  });
