import * as z from 'zod';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { operation, ROLES } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { handOver } from '../domain/hand-over.ts';
import { LineView, viewOf } from './line-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/lines/{lineId}/handover`: goods that the programme gives were handed over. */
export const handOverLine = ({ files, programmes }: Needs) =>
  operation('handOverLine', {
    route: 'POST /cases/{caseId}/lines/{lineId}/handover',
    scope: 'payment.write',
    roles: ROLES,
    summary: 'Record that goods were handed over',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), lineId: z.string().min(1).max(60) }),
    body: z.strictObject({ on: PlainDate.describe('the day on which she got it') }),
    response: LineView,
    run: async ({ path, body }, caller) =>
      viewOf(
        await files.change(path.caseId, caller, (file) =>
          handOver(file, path.lineId, {
            on: body.on,
            today: dayOf(programmes.get(file.root.programme), caller.at),
            by: caller.by,
            at: caller.at,
          }),
        ),
      ),
  });
