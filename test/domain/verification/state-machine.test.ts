import { readFileSync } from 'node:fs';
import { PROBLEMS } from '../../../functions/kernel/problem.ts';
import { manifest } from '../../../functions/verification/tasks/index.ts';
import { faultsOf, readMachine, taskName } from '../../support/state-machine.ts';

interface State {
  readonly Type: string;
  readonly TimeoutSeconds?: number;
  readonly Parameters?: { readonly Payload: { readonly task: string } };
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly JitterStrategy?: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly { readonly States: Record<string, State> }[];
  readonly ItemProcessor?: { readonly States: Record<string, State> };
}

const definition = JSON.parse(readFileSync('statemachines/verification.asl.json', 'utf8')) as {
  readonly States: Record<string, State>;
  readonly TimeoutSeconds: number;
};

const statesOf = (states: Record<string, State>): (readonly [string, State])[] =>
  Object.entries(states).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.Branches ?? []).flatMap((branch) => statesOf(branch.States)),
    ...statesOf(state.ItemProcessor?.States ?? {}),
  ]);
const states = statesOf(definition.States);
const tasks = states.filter(([, { Type }]) => Type === 'Task');

describe('statemachines/verification.asl.json', () => {
  it('is valid', () => {
    expect(faultsOf(readMachine('verification'))).toBe('');
  });

  it('runs under each task state the task of its name, and every task that there is', () => {
    expect(tasks.map(([name, { Parameters }]) => [Parameters?.Payload.task, taskName(name)])).toEqual(
      tasks.map(([name]) => [taskName(name), taskName(name)]),
    );
    expect(tasks.map(([name]) => taskName(name)).sort()).toEqual([...(manifest['tasks'] as string[])].sort());
  });

  it('bounds each task in time and retries what passes, with jitter', () => {
    for (const [name, { TimeoutSeconds, Retry = [] }] of tasks) {
      const last = Retry.at(-1);
      expect([name, TimeoutSeconds === undefined, last?.JitterStrategy]).toEqual([name, false, 'FULL']);
      expect(last?.ErrorEquals).toEqual(expect.arrayContaining(['Lambda.ServiceException', 'VersionConflict']));
    }
  });

  it('catches by names that exist, and everything else once, last, to a state that parks', () => {
    for (const [name, { Catch = [] }] of states.filter(([, state]) => state.Catch !== undefined)) {
      const named = Catch.slice(0, -1).flatMap(({ ErrorEquals }) => ErrorEquals);
      expect([name, named.filter((error) => !(error in PROBLEMS))]).toEqual([name, []]);
      expect([name, Catch.at(-1)?.ErrorEquals]).toEqual([name, ['States.ALL']]);
      expect(['Park case', 'Postpone birth registration']).toContain(Catch.at(-1)?.Next);
    }
  });
});
