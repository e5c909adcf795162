import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import type { Needs } from './needs.ts';
import { ProcessAnswer, processesOf } from './shapes.ts';

/** `GET /processes`: the processes that are deployed here. */
export const listProcesses = ({ table }: Pick<Needs, 'table'>) =>
  operation('listProcesses', {
    route: 'GET /processes',
    scope: 'monitoring.read',
    summary: 'List the processes that are deployed',
    status: 200,
    response: z.array(ProcessAnswer),
    run: () => processesOf(table),
  });
