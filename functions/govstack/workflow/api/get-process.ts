import { operation } from '../../../runtime/operation.ts';
import type { Needs } from './needs.ts';
import { getProcessOf, ProcessAnswer, ProcessPath } from './shapes.ts';

/** `GET /processes/{processId}`: what a process is for. */
export const getProcess = ({ table }: Pick<Needs, 'table'>) =>
  operation('getProcess', {
    route: 'GET /processes/{processId}',
    scope: 'monitoring.read',
    summary: 'Read what a process is for',
    status: 200,
    path: ProcessPath,
    response: ProcessAnswer,
    run: async ({ path }) => (await getProcessOf(table, path.processId)).process,
  });
