import { jest } from '@jest/globals';
import { callerOf, hostFixture } from './fixture.ts';
import type { LocalSystem } from '../../../infra/local/local-system.ts';

jest.setTimeout(60_000);

describe('from a write to a text message', () => {
  let local: LocalSystem;
  let call: Awaited<ReturnType<typeof callerOf>>;
  beforeEach(async () => {
    local = await hostFixture();
    call = await callerOf(local);
  });
  afterEach(() => local.stop());

  const write = async (id: string, text: string) => {
    await call('POST', '/notes', { id, text });
    await local.idle();
  };
  const reviewOf = (id: string) => local.executions().find(({ name }) => name === `note-${id}`);
  const statesOf = (id: string) => reviewOf(id)?.history.map(({ state }) => state);

  it('brings an inserted event over the stream and the bus to the state machine', async () => {
    await write('1', 'hello');

    expect(local.events()).toMatchObject([
      { 'detail-type': 'NoteWritten.v1', source: 'nestling.notes', time: '2026-03-01T08:00:00Z', detail: { id: '1' } },
    ]);
    expect(reviewOf('1')).toMatchObject({ machine: 'ReviewNote', status: 'RUNNING' });
    expect(statesOf('1')).toEqual(['Check', 'Ask']);
  });

  it('lets a subscriber answer the token, waits on the clock, and sends the text', async () => {
    await write('1', 'hello');
    await call('POST', '/notes/1/answer', 'yes');
    await local.idle();
    expect(statesOf('1')).toEqual(['Check', 'Ask', 'Await the day']);
    expect(local.sms()).toEqual([]);

    await local.clock.advanceBy({ days: 10 });

    expect(local.sms()).toMatchObject([{ phoneNumber: '+15550100', message: 'hello: yes', at: '2026-03-11T08:00:00.000Z' }]);
    expect(reviewOf('1')).toMatchObject({ status: 'SUCCEEDED', endedAt: '2026-03-11T08:00:00.000Z' });
    expect(JSON.parse(reviewOf('1')?.output ?? '')).toMatchObject({
      check: { value: { checkedAt: '2026-03-01T08:00:00.000Z', state: 'Check', execution: 'note-1', attempt: 0 } },
    });
  });

  it('ends a wait for an answer by its timeout of thirty days', async () => {
    await write('1', 'hello');

    await local.clock.advanceBy({ days: 29 });
    expect(reviewOf('1')).toMatchObject({ status: 'RUNNING' });
    await local.clock.advanceBy({ days: 1 });

    expect(reviewOf('1')).toMatchObject({ status: 'SUCCEEDED' });
    expect(statesOf('1')?.at(-1)).toBe('Unanswered');
  });

  it('retries a task on the clock, with the attempt counted', async () => {
    await write('1', 'unsteady');
    expect(statesOf('1')).toEqual(['Check']);

    await local.clock.advanceBy({ minutes: 1 });
    expect(statesOf('1')).toEqual(['Check']);
    await local.clock.advanceBy({ minutes: 2 });

    expect(statesOf('1')).toEqual(['Check', 'Ask']);
  });

  it('fails an execution by the name of what a function threw', async () => {
    await write('1', 'forbidden');

    expect(reviewOf('1')).toMatchObject({ status: 'FAILED', error: 'ForbiddenWord' });
    expect(JSON.parse(reviewOf('1')?.cause ?? '')).toMatchObject({ errorType: 'ForbiddenWord', errorMessage: 'not a word to write' });
  });

  it('starts the sweep at its hour with the event’s time', async () => {
    await local.clock.advanceTo('2026-03-03T03:59:59.000Z');
    expect(local.executions()).toHaveLength(1);

    await local.clock.advanceTo('2026-03-03T04:00:00.000Z');

    expect(local.executions().map(({ output }) => JSON.parse(output ?? 'null') as unknown)).toEqual(
      ['02', '03'].map((day) => [0, 1, 2].map((shard) => ({ done: `${shard} at 2026-03-${day}T04:00:00Z` }))),
    );
  });

  it('puts an event that a function fails on three times with its dead letters', async () => {
    await write('1', 'poison');
    await local.clock.advanceBy({ minutes: 1 });
    expect(local.deadLetters()).toEqual([]);

    await local.clock.advanceBy({ minutes: 2 });

    expect(local.deadLetters()).toMatchObject([
      { queue: 'SubscriberDeadLetters', attributes: { ErrorMessage: 'cannot swallow this', Attempts: '3' } },
    ]);
    expect(JSON.parse(local.deadLetters()[0]?.body ?? '')).toMatchObject({ detail: { id: '1' } });
  });

  it('puts what a rule may not hand over with the rule’s dead letters', async () => {
    await write('1', 'unpermitted');

    expect(local.deadLetters()).toMatchObject([{ queue: 'RefusedDeadLetters', attributes: { ERROR_CODE: 'AccessDeniedException' } }]);
  });

  it('holds up a stream behind a record that fails, then gives it up alone', async () => {
    await write('1', 'unrelayable');
    expect(local.events()).toEqual([]);

    await local.clock.advanceBy({ minutes: 5 });
    await write('1b', 'after it');

    expect(local.deadLetters()).toMatchObject([{ queue: 'RelayDeadLetters' }]);
    expect(JSON.parse(local.deadLetters()[0]?.body ?? '')).toMatchObject({
      DDBStreamBatchInfo: { batchSize: 1 },
      requestContext: { approximateInvokeCount: 4 },
    });
    expect(local.events()).toMatchObject([{ detail: { id: '1b' } }]);
    expect(local.lost()).toEqual([]);
  });

  it('ends a function at its timeout', async () => {
    expect(await local.invoke('NotesTasks', { task: 'Slow' })).toMatchObject({ error: { errorType: 'Sandbox.Timedout' } });
    expect(await local.invoke('NotesTasks', { task: 'None' })).toEqual({ payload: 'null' });
  });

  it('gives the same execution for the same name and input, and refuses another', () => {
    const first = local.start('ReviewNote', { id: 'x', text: 'hello' }, 'same');

    expect(local.start('ReviewNote', { id: 'x', text: 'hello' }, 'same').arn).toBe(first.arn);
    expect(() => local.start('ReviewNote', { id: 'y', text: 'hello' }, 'same')).toThrow('Execution Already Exists');
  });
});

describe('partners on the local clock', () => {
  it('are told of every instant at which they have something to do, and are waited for', async () => {
    const due = ['2026-03-01T09:00:00.000Z', '2026-03-05T00:00:00.000Z'].map((instant) => Date.parse(instant));
    const told: string[] = [];
    let ended = false;
    const local = await hostFixture({
      partners: (now) =>
        Promise.resolve({
          baseUrl: 'http://127.0.0.1:9',
          control: {
            nextDueAt: () => due[0],
            tick: async () => {
              await Promise.resolve();
              while (due[0] !== undefined && due[0] <= now()) {
                due.shift();
                told.push(new Date(now()).toISOString());
              }
            },
          },
          stop: () => Promise.resolve(void (ended = true)),
        }),
    });

    await local.clock.advanceBy({ days: 2 });
    expect(told).toEqual(['2026-03-01T09:00:00.000Z']);
    await local.clock.advanceBy({ days: 8 });

    expect(told).toEqual(['2026-03-01T09:00:00.000Z', '2026-03-05T00:00:00.000Z']);
    await local.stop();
    expect(ended).toBe(true);
  });
});

describe('the environments of a function', () => {
  it('are at most four, and what comes meanwhile waits', async () => {
    const local = await hostFixture();
    const answers = await Promise.all(Array.from({ length: 12 }, () => local.invoke('NotesTasks', { task: 'None' })));

    expect(answers).toEqual(answers.map(() => ({ payload: 'null' })));
    expect(local.meters().functions['NotesTasks']).toMatchObject({ invocations: 12, coldStarts: 4 });
    await local.stop();
  });
});
