import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import type { Needs } from './needs.ts';
import { getProcessOf, InstanceAnswer, processesOf, tell } from './shapes.ts';

/** The latest of one process, and of each where all are asked for. */
const OF_ONE = 100;
const OF_EACH = 10;

/** `GET /instances`: the latest executions, newest first. The definition knows no pages. */
export const listInstances = ({ table, runs, numbers }: Pick<Needs, 'table' | 'runs' | 'numbers'>) =>
  operation('listInstances', {
    route: 'GET /instances/',
    scope: 'monitoring.read',
    summary: 'List the latest instances of processes',
    status: 200,
    query: z.object({ processId: z.string().min(1).max(80).optional() }),
    response: z.array(InstanceAnswer),
    run: async ({ query: { processId } }, { at }) => {
      const processes = processId === undefined ? await processesOf(table) : [(await getProcessOf(table, processId)).process];
      const limit = processId === undefined ? OF_EACH : OF_ONE;
      const told = await Promise.all(
        processes.map(async ({ id: machine }) =>
          Promise.all(
            (await runs.list(machine, limit)).map(async (run) => tell(await numbers.numberOf(machine, run.name, at), machine, run)),
          ),
        ),
      );
      return told.flat().sort((left, right) => right.initTime.localeCompare(left.initTime));
    },
  });
