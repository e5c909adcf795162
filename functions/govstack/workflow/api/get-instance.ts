import { Problem } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import type { Needs } from './needs.ts';
import { InstanceAnswer, InstancePath, tell } from './shapes.ts';

/** `GET /instances/{instanceId}`: how one execution stands; nothing of what it was given. */
export const getInstance = ({ runs, numbers }: Pick<Needs, 'runs' | 'numbers'>) =>
  operation('getInstance', {
    route: 'GET /instances/{instanceId}',
    scope: 'monitoring.read',
    summary: 'See how an instance of a process stands',
    status: 200,
    path: InstancePath,
    response: InstanceAnswer,
    run: async ({ path: { instanceId } }) => {
      const instance = await numbers.find(instanceId);
      const run = instance === undefined ? undefined : await runs.find(instance.machine, instance.name);
      if (instance === undefined || run === undefined) throw new Problem('RecordNotFound', 'there is no instance of this id');
      return tell(instanceId, instance.machine, run);
    },
  });
