import fc from 'fast-check';
import { place } from '../../../functions/casefile/entity.ts';
import type { CaseFile, Change } from '../../../functions/casefile/files.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { addAction, closeAction, moveGoal, raiseAction, setGoal, type NewGoal } from '../../../functions/team/domain/plan.ts';
import { GOAL_NEXT, Goals, PlanActions, type Goal, type GoalStatus } from '../../../functions/team/records.ts';
import { aFile, shippedProgrammes } from '../../support/builders.ts';

const day = parsePlainDate;
const programme = shippedProgrammes.get('DEFAULT');
const WHO = { at: '2026-03-20T08:00:00.000Z', by: 'user:ann', causationId: 'cause-1' };
const GOAL: NewGoal = {
  text: 'Pressure below 140/90',
  of: 'mother',
  domain: 'bloodPressure',
  targetOn: day('2026-04-20'),
  motherAgrees: false,
};
const GOAL_ID = '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77';
const aGoal = (changes: Partial<Goal> = {}): Goal => ({
  goalId: GOAL_ID,
  text: 'Walk every day',
  of: 'mother',
  domain: 'recovery',
  targetOn: day('2026-04-20'),
  status: 'proposed',
  agreed: [{ who: 'user:ann', at: WHO.at }],
  setAt: WHO.at,
  setBy: 'user:ann',
  ...changes,
});
const withGoal = (changes: Partial<Goal>): CaseFile => aFile({ root: { status: 'enrolled' }, put: [place(Goals, aGoal(changes))] });
const after = <T>(file: CaseFile, change: Change<T>): CaseFile => ({
  ...file,
  items: [
    ...file.items.filter(({ sk }) => !(change.put ?? []).some((placed) => placed.toItem({ root: file.root, shards: 1 }).sk === sk)),
    ...(change.put ?? []).map((placed) => placed.toItem({ root: file.root, shards: 1 })),
  ],
});
const STATUSES = Object.keys(GOAL_NEXT) as GoalStatus[];
const MOVES = STATUSES.flatMap((from) => STATUSES.filter((to) => to !== from).map((to) => [from, to] as const));
/** From the issue: proposed, agreed to, then met or given up; what was given up may be taken up again. */
const ALLOWED = ['proposed active', 'proposed dropped', 'active met', 'active dropped', 'dropped active'];

describe('a goal', () => {
  it('is only proposed until the mother agrees', () => {
    expect(setGoal(aFile(), programme, GOAL, WHO).answer.status).toBe('proposed');
    expect(setGoal(aFile(), programme, { ...GOAL, motherAgrees: true }, WHO).answer).toMatchObject({
      status: 'active',
      agreed: [{ who: 'user:ann' }, { who: 'mother' }],
    });
    expect(() => moveGoal(withGoal({}), programme, GOAL_ID, { status: 'active' }, WHO)).toThrow('without the agreement of the mother');
    expect(moveGoal(withGoal({}), programme, GOAL_ID, { status: 'active', motherAgrees: true }, WHO).facts).toMatchObject([
      { detailType: 'GoalMoved.v1', data: { goalId: GOAL_ID, status: 'active' } },
    ]);
  });

  it.each(MOVES)('that is %s may become %s only where its life allows', (from, to) => {
    const move = () => moveGoal(withGoal({ status: from }), programme, GOAL_ID, { status: to, motherAgrees: true }, WHO);

    if (ALLOWED.includes(`${from} ${to}`)) expect(move().answer.status).toBe(to);
    else expect(move).toThrow(`cannot make a goal ${to} while ${from}`);
  });

  it('that is moved where it is changes nothing', () => {
    expect(moveGoal(withGoal({ status: 'met' }), programme, GOAL_ID, { status: 'met' }, WHO).put ?? []).toEqual([]);
  });

  it('is refused with another domain, a past day, a child that is not hers, and after she has left', () => {
    const child = { childId: GOAL_ID as NonNullable<NewGoal['childId']>, of: 'child' as const };

    expect(() => setGoal(aFile(), programme, { ...GOAL, domain: 'astrology' }, WHO)).toThrow('/domain');
    expect(() => setGoal(aFile(), programme, { ...GOAL, targetOn: day('2026-03-19') }, WHO)).toThrow('/targetOn');
    expect(() => setGoal(aFile(), programme, { ...GOAL, ...child }, WHO)).toThrow('no such child');
    expect(() => setGoal(aFile({ root: { status: 'exited' } }), programme, GOAL, WHO)).toThrow('exited');
  });

  it('is never in force without her agreement, whatever is tried', () => {
    const step = fc.record({
      status: fc.constantFrom(...STATUSES),
      motherAgrees: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 8 }), (agrees, steps) => {
        let file = aFile({ root: { status: 'enrolled' } });
        const set = setGoal(file, programme, { ...GOAL, motherAgrees: agrees }, WHO);
        file = after(file, set);
        let goal = set.answer;
        for (const { status, motherAgrees } of steps) {
          try {
            const change = moveGoal(
              file,
              programme,
              goal.goalId,
              { status, ...(motherAgrees ? { motherAgrees: true as const } : {}) },
              WHO,
            );
            file = after(file, change);
            goal = change.answer;
          } catch (error) {
            expect((error as Error).name).toBe('StatusRefuses');
          }
          expect(goal.status === 'active' ? goal.agreed.some(({ who }) => who === 'mother') : true).toBe(true);
        }
      }),
    );
  });
});

describe('an action', () => {
  const ACTION = { text: 'Bring the cuff', owner: { kind: 'assignedWorker' as const }, dueOn: day('2026-03-25') };
  const added = (root: Partial<CaseFile['root']> = {}) => {
    const file = aFile({ root: { status: 'enrolled', workerId: 'w-1', ...root } });
    const change = addAction(file, programme, ACTION, WHO);
    return { file: after(file, change), action: change.answer, item: change.put?.[0]?.toItem({ root: file.root, shards: 1 }) };
  };

  it('stands in the list of the worker to whom the case is assigned, or of the one who is named', () => {
    const file = aFile({ root: { status: 'enrolled', workerId: 'w-1' } });
    const named = addAction(file, programme, { ...ACTION, owner: { kind: 'worker', workerId: 'w-9' } }, WHO);
    const hers = addAction(file, programme, { ...ACTION, owner: { kind: 'mother' } }, WHO);

    expect(added().item).toMatchObject({ workerPk: 'WORKER#w-1', dueSk: expect.stringContaining('2026-03-26#planAction') as string });
    expect(named.put?.[0]?.toItem({ root: file.root, shards: 1 })).toMatchObject({ workerPk: 'WORKER#w-9' });
    expect(hers.put?.[0]?.toItem({ root: file.root, shards: 1 }).workerPk).toBeUndefined();
  });

  it('is reported from the day after it was due, each day anew, until it has ended', () => {
    const { file, action } = added();
    const sk = PlanActions.sk(action);
    const first = raiseAction(file, programme, sk, day('2026-03-26'));

    expect(raiseAction(file, programme, sk, day('2026-03-25')).facts ?? []).toEqual([]);
    expect(first.facts).toMatchObject([{ detailType: 'GoalActionOverdue.v1', data: { daysOverdue: 1, dueOn: '2026-03-25' } }]);
    expect(raiseAction(after(file, first), programme, sk, day('2026-03-26')).facts ?? []).toEqual([]);
    expect(raiseAction(after(file, first), programme, sk, day('2026-03-27')).facts).toMatchObject([{ data: { daysOverdue: 2 } }]);
    const done = after(file, closeAction(file, action.actionId, { status: 'done' }, WHO));
    expect(raiseAction(done, programme, sk, day('2026-03-28')).facts ?? []).toEqual([]);
    expect(done.items.find((item) => item.sk === sk)).not.toHaveProperty('workerPk');
  });

  it('of a mother who has left is not reported, and leaves the sweep', () => {
    const { file, action } = added();
    const left: CaseFile = { ...file, root: { ...file.root, status: 'exited' } };
    const change = raiseAction(left, programme, PlanActions.sk(action), day('2026-03-26'));

    expect(change.facts ?? []).toEqual([]);
    expect(change.put?.[0]?.toItem({ root: left.root, shards: 1 })).not.toHaveProperty('duePk');
  });

  it('ends once: the same again changes nothing, another end is refused', () => {
    const { file, action } = added();
    const done = after(file, closeAction(file, action.actionId, { status: 'done' }, WHO));

    expect(closeAction(done, action.actionId, { status: 'done' }, WHO).put ?? []).toEqual([]);
    expect(() => closeAction(done, action.actionId, { status: 'dropped' }, WHO)).toThrow('while done');
    expect(() => closeAction(done, GOAL_ID, { status: 'done' }, WHO)).toThrow('no such action');
  });
});
