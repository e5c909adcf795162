import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { scheduleErasure as decideErasure } from '../domain/erasure.ts';
import { Erasure } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/erasure`: plans that everything personal of a case is erased, as the mother asked. */
export const scheduleErasure = ({ files, programmes }: Needs) =>
  operation('scheduleErasure', {
    route: 'POST /cases/{caseId}/erasure',
    scope: 'updating.erase',
    roles: ['manager', 'admin'],
    summary: 'Plan to erase a case, as its mother asked',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({}),
    response: Erasure.pick({ erasureId: true, erasedOn: true }),
    run: ({ path }, caller) =>
      files.change(path.caseId, caller, (file) => decideErasure(file, programmes.get(file.root.programme), caller)),
  });
