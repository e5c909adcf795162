import * as z from 'zod';
import { MESSAGE_MODES } from '../../casefile/case.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { dismissReport } from '../domain/loss-report.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/loss-report/dismissal`: a text was taken for the report of a loss, and there was none. */
export const dismissLossReport = ({ files }: Needs) =>
  operation('dismissLossReport', {
    route: 'POST /cases/{caseId}/loss-report/dismissal',
    scope: 'updating.write',
    summary: 'Take back a loss that was wrongly read from a text',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({}),
    response: z.object({ messages: z.enum(MESSAGE_MODES) }),
    run: ({ path }, caller) => files.change(path.caseId, caller, (file) => dismissReport(file, caller)),
  });
