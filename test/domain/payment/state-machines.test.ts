import { readFileSync } from 'node:fs';
import { PROBLEMS } from '../../../functions/kernel/problem.ts';
import { manifest } from '../../../functions/payment/tasks/index.ts';
import { readDefinition } from '../../../infra/constructs/definition.ts';
import { faultsOf, readMachine, taskName } from '../../support/state-machine.ts';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly JitterStrategy?: string }[];
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
}

const statesIn = (states: Readonly<Record<string, State>>): readonly (readonly [string, State])[] =>
  Object.entries(states).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.ItemProcessor === undefined ? [] : statesIn(state.ItemProcessor.States)),
  ]);

describe.each(['payment', 'reconciliation'])('the state machine %s', (machine) => {
  const text = readFileSync(`statemachines/${machine}.asl.json`, 'utf8');
  const definition = JSON.parse(text) as { Comment: string; TimeoutSeconds: number; States: Record<string, State> };
  const states = statesIn(definition.States);
  const tasks = states.filter(([, { Type }]) => Type === 'Task');

  it('is valid', () => {
    expect(faultsOf(readMachine(machine))).toBe('');
  });

  it('says what it is for and what starts it, and ends', () => {
    expect(definition.Comment).toMatch(/Started/);
    expect(definition.TimeoutSeconds).toBeLessThanOrEqual(31_536_000);
  });

  it('runs in each state the task of the same name', () => {
    const { runs, placeholders } = readDefinition(text);

    expect(placeholders).toEqual(['PaymentTasks']);
    expect(Object.values(manifest).flat()).toEqual(expect.arrayContaining(runs.map(({ task }) => task)));
    expect(runs.map(({ task }) => task)).toEqual(runs.map(({ state }) => taskName(state)));
  });

  it('bounds every task in time, and tries transient faults again with jitter', () => {
    for (const [name, { Retry = [], ...state }] of tasks) {
      expect([name, state.TimeoutSeconds ?? state.TimeoutSecondsPath]).toEqual([name, expect.anything()]);
      expect([name, Retry.every(({ JitterStrategy }) => JitterStrategy === 'FULL')]).toEqual([name, true]);
      expect([name, Retry.flatMap(({ ErrorEquals }) => ErrorEquals)]).toEqual([name, expect.arrayContaining(['VersionConflict'])]);
    }
  });

  it('catches everything else last, and knows every name that it catches or tries again', () => {
    const names = states.flatMap(([, { Catch = [], Retry = [] }]) => [...Catch, ...Retry].flatMap(({ ErrorEquals }) => ErrorEquals));
    const own = names.filter((name) => !name.startsWith('States.') && !name.startsWith('Lambda.'));

    expect(own.filter((name) => !(name in PROBLEMS))).toEqual([]);
    for (const [, { Catch = [] }] of states)
      expect(Catch.slice(0, -1).some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'))).toBe(false);
  });
});
