import { aCase } from '../../support/builders.ts';
import { apiDefinition, findDefinition } from '../../support/api-definition.ts';
import type { BlockCall } from '../../support/block-call.ts';
import { aWorkflowWorld, type WorkflowWorld } from '../../support/workflow-block.ts';

type Sent = BlockCall & { readonly path?: string };
type Case = readonly [status: number, send: (world: WorkflowWorld) => Promise<Sent>];

const at =
  (path: string, more: BlockCall = {}) =>
  () =>
    Promise.resolve({ path, ...more });
const instancePath = async ({ call }: WorkflowWorld, processId: string, more = ''): Promise<Sent> => {
  const { body } = await call('GET', '/instances', { query: { processId } });
  return { path: `/instances/${String((body as { id: number }[])[0]?.id)}${more}` };
};
const definition = { name: 'verification', type: 'Private', version: '2' };

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'GET /processes': [[200, at('/processes')]],
  'POST /processes': [[201, at('/processes', { body: definition })]],
  'GET /processes/{processId}': [
    [200, at('/processes/verification')],
    [404, at('/processes/nothing')],
  ],
  'PUT /processes/{processId}': [[204, at('/processes/verification', { body: definition })]],
  'DELETE /processes/{processId}': [[200, at('/processes/verification')]],
  'POST /processes/{processId}/start': [
    [
      201,
      async ({ files }) => ({
        path: '/processes/verification/start',
        body: { processStartedBy: 'supervisor-1', InstanceValues: [{ code: 'caseId', value: await aCase(files) }] },
      }),
    ],
    [404, at('/processes/nothing/start', { body: { processStartedBy: 'supervisor-1' } })],
  ],
  'GET /instances/': [
    [200, at('/instances/')],
    [404, at('/instances/', { query: { processId: 'nothing' } })],
  ],
  'GET /instances/{instanceId}': [
    [200, (world) => instancePath(world, 'verification')],
    [404, at('/instances/1')],
  ],
  'POST /instances/{instanceId}/stop': [
    [201, (world) => instancePath(world, 'exit-sweep', '/stop')],
    [404, at('/instances/1/stop')],
  ],
};

describe('the Workflow block, held to its definition', () => {
  const path = findDefinition('workflow/workflow.yaml');
  if (path === undefined) {
    it('has no definition beside the project to be held to', () => {
      expect(findDefinition('workflow/workflow.yaml')).toBeUndefined();
    });
    return;
  }
  const held = apiDefinition(path);

  it('serves every operation', () => {
    expect(Object.keys(CASES).toSorted()).toEqual([...held.operations].toSorted());
  });

  it.each(Object.entries(CASES).flatMap(([operation, cases]) => cases.map(([status, send]) => ({ operation, status, send }))))(
    'answers $operation with $status as defined',
    async ({ operation, status, send }) => {
      const world = aWorkflowWorld();
      const { path: asked = '', ...options } = await send(world);

      const answer = await world.call(operation.split(' ')[0] ?? '', asked, options);

      // 204 has no body, though the definition draws one
      const faults = status === 204 ? [] : held.faultsOf(operation, answer);
      expect({ status: answer.status, faults }).toEqual({ status, faults: [] });
    },
  );
});
