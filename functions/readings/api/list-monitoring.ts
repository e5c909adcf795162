import * as z from 'zod';
import { allOf } from '../../casefile/files.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { MonitoringPlan, MonitoringPlans } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';
import { pageOf } from './page.ts';

/** `GET /cases/{caseId}/monitoring`: the monitoring plans of a mother, with how many readings are missing in a row. */
export const listMonitoring = ({ files }: Pick<Needs, 'files'>) =>
  operation('listMonitoring', {
    route: 'GET /cases/{caseId}/monitoring',
    scope: 'care.read',
    summary: 'List the monitoring plans of a case',
    status: 200,
    path: CasePath,
    query: z.strictObject({ ...PageQuery }),
    response: z.object({ items: z.array(MonitoringPlan), next: z.string().optional() }),
    run: async ({ path, query }, caller) =>
      pageOf(allOf(await files.read(path.caseId, caller, 'monitoring'), MonitoringPlans), MonitoringPlans.sk, query),
  });
