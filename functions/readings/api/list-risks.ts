import * as z from 'zod';
import { allOf } from '../../casefile/files.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { Risk, Risks } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';
import { pageOf } from './page.ts';

/** `GET /cases/{caseId}/risks`: the risks of mother and children, oldest first. */
export const listRisks = ({ files }: Pick<Needs, 'files'>) =>
  operation('listRisks', {
    route: 'GET /cases/{caseId}/risks',
    scope: 'care.read',
    summary: 'List the risks of a case',
    status: 200,
    path: CasePath,
    query: z.strictObject({ ...PageQuery }),
    response: z.object({ items: z.array(Risk), next: z.string().optional() }),
    run: async ({ path, query }, caller) => pageOf(allOf(await files.read(path.caseId, caller, 'risks'), Risks), Risks.sk, query),
  });
