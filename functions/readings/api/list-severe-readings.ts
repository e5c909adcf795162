import * as z from 'zod';
import { allOf } from '../../casefile/files.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { Episode, Episodes } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';
import { pageOf } from './page.ts';

/** `GET /cases/{caseId}/severe-readings`: the runs of severe blood pressures with their clock. */
export const listSevereReadings = ({ files }: Pick<Needs, 'files'>) =>
  operation('listSevereReadings', {
    route: 'GET /cases/{caseId}/severe-readings',
    scope: 'care.read',
    summary: 'List the severe blood pressures of a case, with their clock',
    status: 200,
    path: CasePath,
    query: z.strictObject({ ...PageQuery }),
    response: z.object({ items: z.array(Episode), next: z.string().optional() }),
    run: async ({ path, query }, caller) =>
      pageOf(
        allOf(await files.read(path.caseId, caller, 'severe readings'), Episodes).toSorted((a, b) => (a.firstAt < b.firstAt ? -1 : 1)),
        Episodes.sk,
        query,
      ),
  });
