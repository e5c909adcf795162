import { allOf } from '../../../functions/casefile/files.ts';
import { keys } from '../../../functions/table/keys.ts';
import { Verifications } from '../../../functions/verification/records.ts';
import { aCase } from '../../support/builders.ts';
import { aWorkflowWorld, type WorkflowWorld } from '../../support/workflow-block.ts';
import { aContext } from '../../support/world.ts';

const numberOf = async ({ call }: WorkflowWorld, processId: string): Promise<number> => {
  const { body } = await call('GET', '/instances', { query: { processId } });
  return (body as { id: number }[])[0]?.id ?? -1;
};

const starting = (InstanceValues: readonly unknown[]) => ({ body: { processStartedBy: 'supervisor-1', InstanceValues } });

describe('the processes', () => {
  it('are those that are deployed, and no other can be added', async () => {
    const { call } = aWorkflowWorld();

    const listed = (await call('GET', '/processes')).body as { id: string }[];
    const added = await call('POST', '/processes', { body: { name: 'my-own-machine', type: 'Public', version: '1' } });

    expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(['verification', 'payment', 'exit-sweep']));
    expect(added).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/body/name' }] } });
  });

  it('can be described anew, hidden and shown again', async () => {
    const { call } = aWorkflowWorld();

    expect(await call('PUT', '/processes/verification', { body: { description: 'Checks who she is' } })).toMatchObject({
      status: 204,
      body: '',
    });
    expect((await call('GET', '/processes/verification')).body).toMatchObject({ processDefinition: { description: 'Checks who she is' } });
    expect(await call('DELETE', '/processes/verification')).toMatchObject({ status: 200 });
    expect(await call('GET', '/processes/verification')).toMatchObject({ status: 404 });
    expect(await call('POST', '/processes', { body: { name: 'verification', type: 'Private', version: '2' } })).toMatchObject({
      status: 201,
      body: { id: 'verification', processDefinition: { version: '2' } },
    });
  });
});

describe('the instances', () => {
  it('have a number each that stays the same, and tell nothing of what they were given', async () => {
    const world = aWorkflowWorld();
    world.executions.set('verification:run-1', {
      name: 'run-1',
      state: 'completed',
      startedAt: '2026-02-01T10:00:00.000Z',
      endedAt: '2026-02-01T10:05:00.000Z',
      caseId: 'a-case',
    });

    const first = await world.call('GET', '/instances', { query: { processId: 'verification' } });
    const again = await world.call('GET', '/instances', { query: { processId: 'verification' } });
    const id = await numberOf(world, 'verification');

    expect(again.body).toEqual(first.body);
    expect(await world.call('GET', `/instances/${String(id)}`)).toMatchObject({
      status: 200,
      body: {
        id,
        processRef: 'verification',
        state: 'completed',
        initTime: '2026-02-01T10:00:00.000Z',
        lastChangeTime: '2026-02-01T10:05:00.000Z',
      },
    });
    expect(JSON.stringify(first.body)).not.toMatch(/a-case|run-1/);
  });

  it('of all processes stand newest first', async () => {
    const { call } = aWorkflowWorld();

    expect(((await call('GET', '/instances')).body as { processRef: string }[]).map(({ processRef }) => processRef)).toEqual([
      'payment',
      'exit-sweep',
      'verification',
    ]);
  });
});

describe('a start', () => {
  it('verifies a case by the command that a supervisor has, and gives the number of the run that follows', async () => {
    const world = aWorkflowWorld();
    const caseId = await aCase(world.files);

    const answer = await world.call('POST', '/processes/verification/start', starting([{ code: 'caseId', value: caseId }]));

    expect(answer).toMatchObject({ status: 201, body: { processRef: 'verification', ended: false, state: 'running' } });
    const events = await world.eventsOf(caseId);
    const asked = events.find(({ detailType }) => detailType === 'VerificationRequested.v1');
    expect(allOf(await world.files.open(caseId, aContext('2026-03-01T10:00:00.000Z')), Verifications)).toMatchObject([
      { state: 'running' },
    ]);
    // once the subscriber has started the run under the id of the event, the number finds it
    world.executions.set(`verification:${asked?.detail.metadata['eventId'] ?? ''}`, {
      name: asked?.detail.metadata['eventId'] ?? '',
      state: 'running',
      startedAt: '2026-03-01T10:00:01.000Z',
    });
    expect(await world.call('GET', `/instances/${(answer.body as { id: string }).id}`)).toMatchObject({
      status: 200,
      body: { state: 'running' },
    });
  });

  it.each([
    ['a process that only events start', '/processes/payment/start', [], 409],
    ['a process that is none', '/processes/own/start', [], 404],
    ['input that the process does not take', '/processes/verification/start', [{ code: 'amount', value: '1' }], 400],
    ['no case', '/processes/verification/start', [], 400],
  ])('refuses %s', async (_, path, values, status) => {
    expect((await aWorkflowWorld().call('POST', path, starting(values))).status).toBe(status);
  });
});

describe('a stop', () => {
  it('ends what a sweep begins anew, and writes down who did', async () => {
    const world = aWorkflowWorld();
    const id = await numberOf(world, 'exit-sweep');

    const answers = [await world.call('POST', `/instances/${String(id)}/stop`), await world.call('POST', `/instances/${String(id)}/stop`)];

    expect(answers.map(({ status, body }) => [status, (body as { state: string }).state])).toEqual([
      [201, 'stopped'],
      [201, 'stopped'],
    ]);
    expect(await world.table.find({ pk: keys.shelf('processStop', 'all'), sk: String(id) })).toMatchObject({
      process: 'exit-sweep',
      by: 'client:client-1',
      at: '2026-03-01T10:00:00.000Z',
    });
  });

  it('leaves an entry with the case that it was about', async () => {
    const world = aWorkflowWorld();
    const caseId = await aCase(world.files);
    world.executions.set('verification:run-9', { name: 'run-9', state: 'running', startedAt: '2026-02-09T10:00:00.000Z', caseId });
    world.executions.delete('verification:run-1');

    await world.call('POST', `/instances/${String(await numberOf(world, 'verification'))}/stop`);

    expect((await world.table.all(keys.audit(caseId))).map(({ why }) => why)).toContain('stop of verification');
  });

  it('is not written down where the case is none of hers who asks for it', async () => {
    const world = aWorkflowWorld();
    const missing = '7c0de1f2-4b8a-4a53-9d2c-5e7f90a1b2c3';
    world.executions.set('verification:run-9', { name: 'run-9', state: 'running', startedAt: '2026-02-09T10:00:00.000Z', caseId: missing });
    world.executions.delete('verification:run-1');
    const id = await numberOf(world, 'verification');

    expect((await world.call('POST', `/instances/${String(id)}/stop`)).status).toBe(404);

    expect(world.executions.get('verification:run-9')?.state).toBe('running');
    expect(await world.table.find({ pk: keys.shelf('processStop', 'all'), sk: String(id) })).toBeUndefined();
  });

  it('is refused where something would be left undone, and to whoever is not the ministry', async () => {
    const world = aWorkflowWorld();
    const [payment, sweep] = [await numberOf(world, 'payment'), await numberOf(world, 'exit-sweep')];

    expect(await world.call('POST', `/instances/${String(payment)}/stop`)).toMatchObject({ status: 409 });
    expect(await world.call('POST', `/instances/${String(sweep)}/stop`, { scopes: ['exchange.manage'], client: 'stranger' })).toMatchObject(
      { status: 403 },
    );
    expect(world.executions.get('exit-sweep:run-2')?.state).toBe('running');
  });
});
