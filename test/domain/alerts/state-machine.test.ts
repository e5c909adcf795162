import { manifest } from '../../../functions/alerts/tasks/index.ts';
import { faultsOf, readMachine, taskName, tasksOf } from '../../support/state-machine.ts';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Variable: string; readonly StringEquals: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
}

describe('the state machine alert-ladder', () => {
  const machine = readMachine('alert-ladder');
  const states = machine.States as Readonly<Record<string, State>>;

  it('is valid, and runs in each state the task of the same name', () => {
    expect(faultsOf(machine)).toBe('');
    expect(tasksOf(machine).map(({ task }) => task)).toEqual(tasksOf(machine).map(({ name }) => taskName(name)));
    expect(
      tasksOf(machine)
        .map(({ task }) => task)
        .sort(),
    ).toEqual([...Object.values(manifest).flat()].filter((name) => name !== 'tasks').sort());
  });

  it('ends only where nobody is needed any more, or where it is left to the sweep', () => {
    const intoEnds = Object.entries(states).flatMap(([name, { Next, Default, Choices = [], Catch = [] }]) =>
      [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((caught) => caught.Next)]
        .filter((next) => next !== undefined && states[next]?.Type === 'Succeed')
        .map((next) => `${name} -> ${String(next)}`),
    );

    expect(intoEnds).toEqual(['Somebody needed? -> Answered', 'Park alert -> Parked']);
    expect(states['Somebody needed?']?.Choices).toEqual([
      { Variable: '$.telling.value.step', StringEquals: 'await', Next: 'Await acceptance' },
    ]);
  });

  it('goes back to the ladder when the time of a rung passes, and is parked by every other fault', () => {
    expect(states['Await acceptance']?.Catch?.map(({ ErrorEquals, Next }) => [...ErrorEquals, Next])).toEqual([
      ['States.Timeout', 'Tell rung'],
      ['States.ALL', 'Park alert'],
    ]);
    expect(states['Tell rung']?.Catch?.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'Park alert' });
  });
});
