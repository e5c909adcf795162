import * as z from 'zod';
import { EligibilityRequested } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { operation } from '../../runtime/operation.ts';
import { refuseUndeterminable } from '../domain/decision.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/eligibility`: has the programme applied once more, before she is enrolled. */
export const requestEligibility = ({ files }: Needs) =>
  operation('requestEligibility', {
    route: 'POST /cases/{caseId}/eligibility',
    scope: 'eligibility.write',
    summary: 'Determine eligibility again',
    status: 202,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({ requestId: z.uuid(), status: z.string() }),
    run: ({ path }, caller) =>
      files.change(path.caseId, caller, ({ root }) => {
        refuseUndeterminable(root);
        const requestId = derivedId('eligibility', root.caseId, caller.causationId);
        return { facts: [EligibilityRequested.of({ requestId })], answer: { requestId, status: root.status } };
      }),
  });
