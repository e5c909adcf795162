import * as z from 'zod';
import { allOf } from '../../casefile/files.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { Finding, Findings } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';
import { pageOf } from './page.ts';

/** `GET /cases/{caseId}/danger-signs`: the danger signs that were seen, from every source, oldest first. */
export const listDangerSigns = ({ files }: Pick<Needs, 'files'>) =>
  operation('listDangerSigns', {
    route: 'GET /cases/{caseId}/danger-signs',
    scope: 'care.read',
    summary: 'List the danger signs that were seen in a mother or her children',
    status: 200,
    path: CasePath,
    query: z.strictObject({ ...PageQuery }),
    response: z.object({ items: z.array(Finding), next: z.string().optional() }),
    run: async ({ path, query }, caller) =>
      pageOf(allOf(await files.read(path.caseId, caller, 'danger signs'), Findings), Findings.sk, query),
  });
