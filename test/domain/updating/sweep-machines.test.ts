import { manifest } from '../../../functions/updating/sweeps/index.ts';
import { faultsOf, readMachine, taskName, tasksOf, type StateMachine } from '../../support/state-machine.ts';

/** A machine with the machines inside its maps. */
const levels = (name: string): readonly StateMachine[] => {
  const machine = readMachine(name);
  const inner = Object.values(machine.States).flatMap((state) => ('ItemProcessor' in state ? [state.ItemProcessor as StateMachine] : []));
  return [machine, ...inner];
};

describe.each(['update-sweep', 'exit-sweep'])('%s', (name) => {
  const tasks = levels(name).flatMap(tasksOf);

  it('is valid, says what it is for and what starts it, and ends before it is started again', () => {
    const machine = readMachine(name);

    expect(faultsOf(machine)).toBe('');
    expect(machine.Comment).toMatch(/Started .*rule/);
    expect(machine.TimeoutSeconds).toBeLessThan(3600);
  });

  it.each(tasks)(
    'runs in "$name" the task of that name, with a time-out and retries of transient faults by name',
    ({ name: state, task, state: { TimeoutSeconds, Retry } }) => {
      expect(task).toBe(taskName(state));
      expect(manifest).toMatchObject({ kind: 'sweeps', sweeps: expect.arrayContaining([task]) as string[] });
      expect(TimeoutSeconds).toBeGreaterThan(0);
      expect(Retry?.[0]).toMatchObject({ JitterStrategy: 'FULL' });
      expect(Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)).not.toContain('States.ALL');
    },
  );
});

describe('the update sweep', () => {
  it('sweeps what is due although the civil registry is down', () => {
    const ask = tasksOf(readMachine('update-sweep')).find(({ name }) => name === 'Ask civil registry');

    expect(ask?.state.Catch?.map(({ ErrorEquals, Next }) => [ErrorEquals, Next])).toEqual([
      [['PartnerUnavailable', 'PartnerAnswerInvalid'], 'Registry not reached'],
      [['States.ALL'], 'Registry not reached'],
    ]);
    expect(readMachine('update-sweep').States['Registry not reached']).toMatchObject({ Next: 'List shards' });
  });
});

it('runs every sweep that the function has', () => {
  const run = ['update-sweep', 'exit-sweep']
    .flatMap(levels)
    .flatMap(tasksOf)
    .map(({ task }) => task);

  expect([...new Set(run)].sort()).toEqual([...(manifest as unknown as { sweeps: string[] }).sweeps].sort());
});
