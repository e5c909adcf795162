import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { addAction as decideAction } from '../domain/plan.ts';
import { CasePath } from './case-path.ts';
import { ActionRequest, ActionView } from './plan-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/plan-actions`: puts something to do into the shared plan, with who does it and by when. */
export const addAction = ({ files, programmes }: Needs) =>
  operation('addAction', {
    route: 'POST /cases/{caseId}/plan-actions',
    scope: 'care.write',
    summary: 'Put something to do into the shared plan of a case',
    status: 201,
    path: CasePath,
    body: ActionRequest,
    response: ActionView,
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) => decideAction(file, programmes.get(file.root.programme), body, caller)),
  });
