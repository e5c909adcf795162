import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { operation } from '../../runtime/operation.ts';
import { endRisk as decideEnd } from '../domain/risks.ts';
import { Risk } from '../records.ts';
import type { Needs } from './needs.ts';

/** `POST /cases/{caseId}/risks/{riskId}/end`: it is over; its contacts that lie ahead are cancelled. */
export const endRisk = ({ files, programmes }: Needs) =>
  operation('endRisk', {
    route: 'POST /cases/{caseId}/risks/{riskId}/end',
    scope: 'care.write',
    summary: 'End a risk',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), riskId: z.uuid() }),
    body: z.strictObject({ on: PlainDate }),
    response: Risk,
    run: ({ path: { caseId, riskId }, body: { on } }, caller) =>
      files.change(caseId, caller, (file) => decideEnd(file, programmes.get(file.root.programme), riskId, on, caller)),
  });
