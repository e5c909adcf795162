import type { Json, JsonObject } from '../../../infra/local/json.ts';
import { readDefinition } from '../../../infra/local/machines/definition.ts';
import type { Integrate } from '../../../infra/local/machines/integrations.ts';
import { startMachines, type Execution, type Machines } from '../../../infra/local/machines/machines.ts';
import { StateError } from '../../../infra/local/machines/state-error.ts';
import { startActivity } from '../../../infra/local/runtime/activity.ts';
import { startClock } from '../../../infra/local/runtime/clock.ts';
import { openJournal } from '../../../infra/local/runtime/journal.ts';

const START = Date.parse('2026-03-01T00:00:00.000Z');
const DAY = 86_400;
const MACHINE = 'arn:aws:states:eu-west-1:000000000000:stateMachine:M';
const LAMBDA = 'arn:aws:states:::lambda:invoke';

interface Called {
  readonly parameters: JsonObject;
  readonly at: number;
}

/** A machine alone: its calls are answered by `answer`, on a clock that stands still. */
const aMachine = (definition: object, answer: (parameters: JsonObject, attempt: number) => Json | Promise<Json> = () => ({})) => {
  const clock = startClock('manual', START);
  const activity = startActivity();
  const calls: Called[] = [];
  const integrate: Integrate = async (_resource, parameters) => {
    calls.push({ parameters: parameters as JsonObject, at: (clock.now() - START) / 1000 });
    return answer(parameters as JsonObject, calls.length);
  };
  const machine = {
    name: 'M',
    logicalId: 'M',
    construct: 'M',
    arn: MACHINE,
    role: { name: 'R', arn: 'arn:aws:iam::000000000000:role/R', statements: [], trusted: [] },
    definition: readDefinition('M', JSON.stringify(definition)),
  };
  const machines: Machines = startMachines({ machines: [machine], integrate, journal: openJournal(), clock, activity });
  return {
    calls,
    tokens: machines.tokens,
    advance: (seconds: number) => clock.advanceTo(clock.now() + seconds * 1000, activity.idle),
    now: () => machines.executions()[0],
    async run(input: Json = {}): Promise<Execution | undefined> {
      machines.start(MACHINE, { name: 'one', input: JSON.stringify(input) });
      await activity.idle();
      return machines.executions()[0];
    },
  };
};

const outputOf = (execution: Execution | undefined): unknown => JSON.parse(execution?.output ?? 'null');
const alone = (state: object) => ({ StartAt: 'Only', States: { Only: { End: true, ...state } } });
const passing = (Parameters: object) => alone({ Type: 'Pass', Parameters });

describe('the state machine interpreter', () => {
  it.each([
    ["States.Format('{} of {}, \\'{}\\'', $.a, $.list, true)", "1 of [3,1,3], 'true'"],
    ['States.StringToJson(\'{"x":1}\')', { x: 1 }],
    ['States.JsonToString($.list)', '[3,1,3]'],
    ["States.Array($.a, 'b', null)", [1, 'b', null]],
    ['States.ArrayPartition($.list, 2)', [[3, 1], [3]]],
    ['States.ArrayContains($.list, 1)', true],
    ['States.ArrayRange(1, 9, 4)', [1, 5, 9]],
    ['States.ArrayGetItem($.list, 1)', 1],
    ['States.ArrayLength($.list)', 3],
    ['States.ArrayUnique($.list)', [3, 1]],
    ["States.Base64Encode('hi')", 'aGk='],
    ["States.Base64Decode('aGk=')", 'hi'],
    ["States.Hash('x', 'MD5')", '9dd4e461268c8034f5c8564e155c67a6'],
    ['States.JsonMerge($.object, $.object, false)', { b: { c: 2 } }],
    ['States.MathAdd($.a, -3)', -2],
    ["States.StringSplit('a,b;c', ',;')", ['a', 'b', 'c']],
    ['States.ArrayLength(States.Array($.a, States.Array(1, 2)))', 2],
    ['$.object.b.c', 2],
    ["$['object']['b']", { c: 2 }],
    ['$.list[0]', 3],
    ['$.list[-1]', 3],
    ['$.list[1:]', [1, 3]],
    ['$.objects[*].k', [1, 2]],
    ['$$.State.Name', 'Only'],
    ['$$.State.EnteredTime', '2026-03-01T00:00:00.000Z'],
    ['$$.Execution.Name', 'one'],
  ])('evaluates %s', async (source, expected) => {
    const input = { a: 1, list: [3, 1, 3], object: { b: { c: 2 } }, objects: [{ k: 1 }, { k: 2 }] };

    expect(outputOf(await aMachine(passing({ 'value.$': source })).run(input))).toEqual({ value: expected });
  });

  it.each([
    [{ Variable: '$.text', StringMatches: 'a*\\*' }, true],
    [{ Variable: '$.text', StringGreaterThan: 'b' }, false],
    [{ Variable: '$.number', NumericLessThanEqualsPath: '$.other' }, true],
    [{ Variable: '$.flag', BooleanEquals: false }, true],
    [{ Variable: '$.at', TimestampLessThan: '2026-01-01T02:00:00+01:00' }, true],
    [{ Variable: '$.absent', IsPresent: false }, true],
    [{ Variable: '$.nothing', IsNull: true }, true],
    [{ Variable: '$.at', IsTimestamp: true }, true],
    [{ Not: { Variable: '$.number', NumericEquals: 4 } }, true],
    [
      {
        And: [
          { Variable: '$.number', IsNumeric: true },
          {
            Or: [
              { Variable: '$.text', IsNumeric: true },
              { Variable: '$.text', IsString: true },
            ],
          },
        ],
      },
      true,
    ],
  ])('chooses by %j', async (rule, expected) => {
    const definition = {
      StartAt: 'Holds?',
      States: {
        'Holds?': { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Succeed' },
        No: { Type: 'Succeed' },
      },
    };
    const execution = await aMachine(definition).run({
      text: 'about*',
      number: 3,
      other: 3,
      flag: false,
      at: '2026-01-01T00:00:00Z',
      nothing: null,
    });

    expect(execution?.history.at(-1)?.state).toBe(expected ? 'Yes' : 'No');
  });

  it('fails with States.NoChoiceMatched, and with States.Runtime for a path that leads nowhere', async () => {
    const choice = (Choices: object[]) => ({ StartAt: 'C', States: { C: { Type: 'Choice', Choices }, Yes: { Type: 'Succeed' } } });

    expect(await aMachine(choice([{ Variable: '$.a', NumericEquals: 1, Next: 'Yes' }])).run({ a: 2 })).toMatchObject({
      status: 'FAILED',
      error: 'States.NoChoiceMatched',
    });
    expect(await aMachine(choice([{ Variable: '$.a', NumericEquals: 1, Next: 'Yes' }])).run()).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
  });

  it.each([false, 0, null, ''])('passes the falsy result %j on', async (Result) => {
    expect(outputOf(await aMachine(alone({ Type: 'Pass', Result, ResultPath: '$.a.b' })).run({ kept: true }))).toEqual({
      kept: true,
      a: { b: Result },
    });
  });

  it('maps items with their index, and the execution’s own input', async () => {
    const definition = alone({
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 2,
      ItemSelector: { 'index.$': '$$.Map.Item.Index', 'value.$': '$$.Map.Item.Value', 'by.$': '$.by' },
      ItemProcessor: {
        StartAt: 'Note',
        States: { Note: { Type: 'Pass', Parameters: { 'item.$': '$', 'from.$': '$$.Execution.Input.by' }, End: true } },
      },
      ResultPath: '$.done',
    });

    expect(outputOf(await aMachine(definition).run({ by: 'us', items: ['a', 'b', 'c'] }))).toMatchObject({
      done: ['a', 'b', 'c'].map((value, index) => ({ item: { index, value, by: 'us' }, from: 'us' })),
    });
  });

  const task = (more: object = {}) => ({ Type: 'Task', Resource: LAMBDA, TimeoutSeconds: 60, Parameters: { 'item.$': '$' }, ...more });

  it('batches items, and passes over the failures that are tolerated', async () => {
    const map = (more: object) =>
      alone({
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'T',
          States: { T: task({ End: true }) },
        },
        ...more,
      });
    const batched = aMachine(map({ ItemBatcher: { MaxItemsPerBatch: 2 } }));
    const failing = (limit: number) =>
      aMachine(map({ ToleratedFailurePercentage: limit }), ({ item }) =>
        item === 1 ? Promise.reject(new StateError('Odd', '')) : (item ?? null),
      );

    await batched.run([1, 2, 3]);
    expect(batched.calls.map(({ parameters }) => parameters['item'])).toEqual([{ Items: [1, 2] }, { Items: [3] }]);
    expect(outputOf(await failing(50).run([1, 2]))).toEqual([2]);
    expect(await failing(49).run([1, 2])).toMatchObject({ status: 'FAILED', error: 'Odd' });
  });

  it('ends the other branches when one fails, and catches the error', async () => {
    const definition = {
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 60, Next: 'Then' }, Then: task({ End: true }) } },
            { StartAt: 'Break', States: { Break: { Type: 'Fail', Error: 'Broken', Cause: 'it had to' } } },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    };
    const machine = aMachine(definition);

    expect(outputOf(await machine.run({ a: 1 }))).toEqual({ a: 1, error: { Error: 'Broken', Cause: 'it had to' } });
    await machine.advance(120);
    expect(machine.calls).toEqual([]);
  });

  it('retries with growing pauses up to the longest, then catches', async () => {
    const retried = task({
      Retry: [{ ErrorEquals: ['Down'], IntervalSeconds: 10, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 50 }],
      Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Parked' }],
      Next: 'Parked',
    });
    const machine = aMachine({ StartAt: 'Try', States: { Try: retried, Parked: { Type: 'Succeed' } } }, () =>
      Promise.reject(new StateError('Down', 'no answer')),
    );

    await machine.run();
    await machine.advance(200);

    expect(machine.calls.map(({ at }) => at)).toEqual([0, 10, 40, 90]);
    expect(outputOf(machine.now())).toEqual({ Error: 'Down', Cause: 'no answer' });
  });

  describe('waiting for a token', () => {
    const asked = task({
      Resource: `${LAMBDA}.waitForTaskToken`,
      TimeoutSeconds: 40 * DAY,
      HeartbeatSeconds: 10 * DAY,
      Parameters: { 'token.$': '$$.Task.Token' },
      Next: 'Done',
    });
    const waiting = (more: object = {}) =>
      aMachine({ StartAt: 'Ask', TimeoutSeconds: 100 * DAY, States: { Ask: { ...asked, ...more }, Done: { Type: 'Succeed' } } });

    it('goes on with the answer', async () => {
      const machine = waiting();
      await machine.run();
      machine.tokens.succeed(machine.tokens.waiting()[0] ?? '', { yes: true });
      await machine.advance(0);

      expect(outputOf(machine.now())).toEqual({ yes: true });
    });

    it('fails with the error that was sent', async () => {
      const machine = waiting();
      await machine.run();
      machine.tokens.fail(machine.tokens.waiting()[0] ?? '', 'Refused', 'by a person');
      await machine.advance(0);

      expect(machine.now()).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'by a person' });
    });

    it('misses a heartbeat after ten days, and by the timeout after forty', async () => {
      const silent = waiting();
      await silent.run();
      await silent.advance(10 * DAY);
      expect(silent.now()).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });

      const beating = waiting();
      await beating.run();
      for (let days = 0; days < 35; days += 7) {
        await beating.advance(7 * DAY);
        beating.tokens.heartbeat(beating.tokens.waiting()[0] ?? '');
      }
      expect(beating.now()).toMatchObject({ status: 'RUNNING' });
      await beating.advance(5 * DAY);
      expect(beating.now()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    });

    it('refuses a token that nobody waits for', async () => {
      const machine = waiting();
      await machine.run();
      const [token = ''] = machine.tokens.waiting();
      machine.tokens.succeed(token, {});

      expect(() => machine.tokens.succeed(token, {})).toThrow('Task Timed Out');
      expect(() => machine.tokens.succeed('nonsense', {})).toThrow('Invalid Token');
    });
  });

  it('waits for a timestamp, and not at all for one that has passed', async () => {
    const waiting = (at: string) =>
      aMachine({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', TimestampPath: '$.at', Next: 'Done' }, Done: { Type: 'Succeed' } } }).run(
        { at },
      );

    expect(await waiting('2026-03-02T00:00:00Z')).toMatchObject({ status: 'RUNNING' });
    expect(await waiting('2026-02-02T00:00:00Z')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('times a whole execution out', async () => {
    const machine = aMachine({ TimeoutSeconds: 60, ...alone({ Type: 'Wait', Seconds: 61 }) });
    await machine.run();
    await machine.advance(60);

    expect(machine.now()).toMatchObject({ status: 'TIMED_OUT', endedAt: '2026-03-01T00:01:00.000Z' });
  });

  it.each([
    ['JSONata', { QueryLanguage: 'JSONata', ...alone({ Type: 'Pass' }) }],
    ['JSONata', alone({ Type: 'Pass', QueryLanguage: 'JSONata' })],
    ['Assign', alone({ Type: 'Pass', Assign: { a: 1 } })],
    ['ItemReader', alone({ Type: 'Map', ItemReader: {}, ItemProcessor: alone({ Type: 'Pass' }) })],
    ['there is no state Nowhere', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Nowhere' } } }],
    ['it needs Next or End', { StartAt: 'A', States: { A: { Type: 'Pass' } } }],
    ['arn:aws:states:::aws-sdk:s3:getObject', alone({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:getObject' })],
    ['$.a[?(@.b)]', passing({ 'a.$': '$.a[?(@.b)]' })],
    ['States.Nothing', passing({ 'a.$': 'States.Nothing()' })],
  ])('refuses at load: %s', (message, definition) => {
    expect(() => readDefinition('M', JSON.stringify(definition))).toThrow(message);
  });
});
