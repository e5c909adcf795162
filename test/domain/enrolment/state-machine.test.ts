import { PROBLEMS } from '../../../functions/kernel/problem.ts';
import { faultsOf, readMachine, taskName, tasksOf } from '../../support/state-machine.ts';
import { manifest } from '../../../functions/enrolment/tasks/index.ts';

describe('the enrolment state machine', () => {
  const machine = readMachine('enrolment');

  it('is valid, bounded in time, and says what it is for', () => {
    expect(faultsOf(machine)).toBe('');
    expect(machine.TimeoutSeconds).toBeLessThanOrEqual(31_536_000);
    expect(machine.Comment).toMatch(/Started by /);
  });

  it('has a state for every task of its function, and names both alike', () => {
    expect(
      tasksOf(machine)
        .map(({ task }) => task)
        .sort(),
    ).toEqual([...(manifest['tasks'] as string[])].sort());
    for (const { name, task } of tasksOf(machine)) expect(task).toBe(taskName(name));
  });

  it('catches refusals by their names, and everything else last, into a parking state', () => {
    for (const { name, state } of tasksOf(machine).filter(({ name }) => !name.startsWith('Park'))) {
      const errors = (state.Catch ?? []).map(({ ErrorEquals }) => ErrorEquals);
      expect([name, errors.at(-1)]).toEqual([name, ['States.ALL']]);
      expect(state.Catch?.at(-1)?.Next).toMatch(/^Park /);
      for (const error of errors.slice(0, -1).flat()) expect(Object.keys(PROBLEMS)).toContain(error);
      for (const { ErrorEquals, JitterStrategy } of state.Retry ?? []) {
        expect(ErrorEquals).not.toContain('States.ALL');
        expect(JitterStrategy).toBe('FULL');
      }
    }
  });
});
