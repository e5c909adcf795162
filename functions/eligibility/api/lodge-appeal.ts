import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { decideAppealLodged } from '../domain/appeal.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/appeals`: asks for the decision to be looked at by a second person. */
export const lodgeAppeal = ({ files, programmes }: Needs) =>
  operation('lodgeAppeal', {
    route: 'POST /cases/{caseId}/appeals',
    scope: 'eligibility.write',
    summary: 'Appeal against a decision on eligibility',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({
      decisionId: z.uuid(),
      grounds: z.string().trim().min(1).max(2000).describe('why the decision is wrong, in her words'),
    }),
    response: z.object({ appealId: z.uuid(), decisionId: z.uuid(), dueOn: z.string() }),
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) => decideAppealLodged(file, programmes.get(file.root.programme), body, caller)),
  });
