import { Problem } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { findKnown } from '../domain/processes.ts';
import { Stops } from '../records.ts';
import type { Needs } from './needs.ts';
import { InstancePath, Standing } from './shapes.ts';

/**
 * `POST /instances/{instanceId}/stop`: ends an execution where nothing is lost by that. Who stopped it stays written down, and in the case
 * that it was about, too.
 */
export const stopInstance = ({ table, files, runs, numbers }: Needs) =>
  operation('stopInstance', {
    route: 'POST /instances/{instanceId}/stop',
    scope: 'exchange.manage',
    roles: ['admin'],
    summary: 'Stop an instance of a process',
    status: 201,
    path: InstancePath,
    response: Standing,
    run: async ({ path: { instanceId } }, caller) => {
      const instance = await numbers.find(instanceId);
      const run = instance === undefined ? undefined : await runs.find(instance.machine, instance.name);
      if (instance === undefined || run === undefined) throw new Problem('RecordNotFound', 'there is no instance of this id');
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry stops a process');
      if (findKnown(instance.machine)?.stoppable !== true)
        throw new Problem('StatusRefuses', 'this process is not stopped from outside: something would be left undone');
      const standing = { id: String(instanceId), processRef: instance.machine, suspended: false, ended: true };
      if (run.state !== 'running') return { ...standing, state: run.state };
      if (run.caseId !== undefined) await files.read(run.caseId, caller, `stop of ${instance.machine}`);
      const stops = shelf(table, Stops);
      const seen = await stops.find(String(instanceId));
      if (seen === undefined) await stops.put({ id: instanceId, process: instance.machine, by: caller.by, at: caller.at }, caller, seen);
      await runs.stop(instance.machine, instance.name, 'stopped through the Workflow building block');
      return { ...standing, state: 'stopped' };
    },
  });
