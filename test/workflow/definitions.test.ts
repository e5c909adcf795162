import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DUE_KINDS, ItemFellDue } from '../../events/item-fell-due.v1.ts';
import { PROBLEMS } from '../../functions/kernel/problem.ts';
import type { Manifest } from '../../infra/manifest.ts';
import { countryAssembly } from '../support/country-assembly.ts';
import { faultsOf, readMachine, taskName, type StateMachine } from '../support/state-machine.ts';

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly Parameters?: { readonly FunctionName: string; readonly Payload: Readonly<Record<string, unknown>> };
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number; readonly JitterStrategy?: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly Level[];
  readonly ItemProcessor?: Level;
}
interface Level {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const names = readdirSync('statemachines').map((file) => file.replace('.asl.json', ''));

/** The states of one level and of all branches and items below it. */
const levelsOf = (level: Level): readonly Level[] => [
  level,
  ...Object.values(level.States).flatMap(({ Branches = [], ItemProcessor }) =>
    [...Branches, ...(ItemProcessor === undefined ? [] : [ItemProcessor])].flatMap(levelsOf),
  ),
];
const levels = (name: string): readonly Level[] => levelsOf(readMachine(name) as unknown as Level);
const statesOf = (name: string): readonly (readonly [string, State])[] => levels(name).flatMap(({ States }) => Object.entries(States));
const tasksOf = (name: string) => statesOf(name).filter(([, { Type }]) => Type === 'Task');

const followers = ({ Next, Default, Choices = [], Catch = [] }: State): readonly string[] =>
  [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((caught) => caught.Next)].filter((name) => name !== undefined);

const reachable = ({ StartAt, States }: Level): ReadonlySet<string> => {
  const seen = new Set<string>();
  const waiting = [StartAt];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const state = States[name];
    if (state !== undefined) waiting.push(...followers(state));
  }
  return seen;
};

let manifest: Manifest;
beforeAll(async () => {
  manifest = JSON.parse(readFileSync(join(await countryAssembly(), '..', 'dist', 'manifest.json'), 'utf8')) as Manifest;
}, 120_000);

describe.each(names)('the state machine %s', (name) => {
  const machine: StateMachine = readMachine(name);

  it('is valid', () => {
    expect(faultsOf(machine)).toBe('');
  });

  it('says what it is for, and ends by itself', () => {
    expect(machine.Comment.length).toBeGreaterThan(40);
    expect(machine.TimeoutSeconds).toBeGreaterThan(0);
    expect(machine.TimeoutSeconds).toBeLessThanOrEqual(31_536_000);
  });

  it('has no state that is never reached', () => {
    for (const level of levels(name)) expect([...reachable(level)].sort()).toEqual(Object.keys(level.States).sort());
  });

  it('gives every task a time-out', () => {
    const without = tasksOf(name).filter(
      ([, { TimeoutSeconds, TimeoutSecondsPath }]) => TimeoutSeconds === undefined && TimeoutSecondsPath === undefined,
    );
    expect(without.map(([state]) => state)).toEqual([]);
  });

  it('names each task as its state', () => {
    for (const [state, { Parameters }] of tasksOf(name)) expect([state, Parameters?.Payload['task']]).toEqual([state, taskName(state)]);
  });

  it('calls tasks that exist in the functions it names', () => {
    for (const [state, { Parameters }] of tasksOf(name)) {
      const called = manifest.functions[/^\$\{(\w+)\}$/.exec(Parameters?.FunctionName ?? '')?.[1] ?? ''] as
        { tasks?: readonly string[]; sweeps?: readonly string[] } | undefined;
      expect([state, called?.tasks ?? called?.sweeps]).toEqual([state, expect.arrayContaining([taskName(state)])]);
    }
  });

  it('gives every task the time of entry and the execution', () => {
    for (const [, { Parameters }] of tasksOf(name))
      expect(Parameters?.Payload).toMatchObject({ 'at.$': '$$.State.EnteredTime', 'execution.$': '$$.Execution.Name' });
  });

  it('gives a token to the tasks that wait for one, and to no others', () => {
    for (const [state, { Resource, Parameters }] of tasksOf(name))
      expect([state, Parameters?.Payload['token.$'] !== undefined]).toEqual([state, Resource?.endsWith('.waitForTaskToken')]);
  });

  it('retries what passes, with full jitter, on every task', () => {
    for (const [state, { Retry = [] }] of tasksOf(name)) {
      expect([state, Retry.flatMap(({ ErrorEquals }) => ErrorEquals)]).toEqual([
        state,
        expect.arrayContaining([
          'Lambda.ServiceException',
          'Lambda.AWSLambdaException',
          'Lambda.SdkClientException',
          'Lambda.TooManyRequestsException',
          'VersionConflict',
        ]),
      ]);
      for (const { JitterStrategy } of Retry) expect([state, JitterStrategy]).toEqual([state, 'FULL']);
    }
  });

  it('catches everything once and last, where it catches at all', () => {
    for (const [state, { Catch = [] }] of statesOf(name)) {
      const all = Catch.flatMap(({ ErrorEquals }, place) =>
        ErrorEquals.includes('States.ALL') ? [{ place, alone: ErrorEquals.length === 1 }] : [],
      );
      if (Catch.length > 0) expect([state, all]).toEqual([state, [{ place: Catch.length - 1, alone: true }]]);
    }
  });

  it('knows errors only by names that functions throw', () => {
    const known = new Set([...Object.keys(PROBLEMS), 'States.ALL', 'States.Timeout', 'States.TaskFailed']);
    const named = statesOf(name).flatMap(([, { Retry = [], Catch = [] }]) =>
      [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    expect(named.filter((error) => !known.has(error) && !error.startsWith('Lambda.'))).toEqual([]);
  });
});

describe('what falls due', () => {
  it('is brought to one function, whatever its kind', () => {
    const brought = Object.values(manifest.functions).flatMap((built) =>
      built.kind === 'subscribers' || built.kind === 'consumers' ? (built.kinds[ItemFellDue.detailType] ?? []) : [],
    );
    const everything = Object.values(manifest.functions).filter(
      (built) =>
        (built.kind === 'subscribers' || built.kind === 'consumers') &&
        built.facts.includes(ItemFellDue.detailType) &&
        built.kinds[ItemFellDue.detailType] === undefined,
    );

    expect([...brought].sort()).toEqual([...DUE_KINDS].sort());
    expect(everything).toEqual([]);
  });
});

describe('the tasks of the functions', () => {
  it('are each called by a state machine', () => {
    const called = new Set(
      names.flatMap((name) => tasksOf(name).map(([state, { Parameters }]) => `${String(Parameters?.FunctionName)} ${taskName(state)}`)),
    );
    const offered = Object.entries(manifest.functions).flatMap(([functionName, { kind, ...more }]) => {
      const { tasks = [], sweeps = [] } = more as { tasks?: readonly string[]; sweeps?: readonly string[] };
      return kind === 'tasks' || kind === 'sweeps' ? [...tasks, ...sweeps].map((task) => `\${${functionName}} ${task}`) : [];
    });
    expect(offered.filter((task) => !called.has(task))).toEqual([]);
  });
});
