import { place } from '../../../functions/casefile/entity.ts';
import { Children, Occurrences, type CaseRoot } from '../../../functions/casefile/case.ts';
import { allOf, type CaseFile, type Change } from '../../../functions/casefile/files.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import type { Programme } from '../../../functions/policy/programme.ts';
import { recordLifeEvent, type LifeEventReport } from '../../../functions/updating/domain/life-event.ts';
import { decideReversal, type ReversalRequest } from '../../../functions/updating/domain/reversal.ts';
import { ExitWatches, LifeEvents, ScheduledExits } from '../../../functions/updating/records.ts';
import { aChild, aFile, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';

const day = parsePlainDate;
const shipped = shippedProgrammes.get('DEFAULT');
const WHO = { at: '2026-03-20T08:00:00.000Z', by: 'user:worker-1', causationId: 'cause-1' };

const exiting = (reason: string, changes: object): Programme => ({
  ...shipped,
  operations: {
    ...shipped.operations,
    exits: shipped.operations.exits.map((exit) => (exit.reason === reason ? { ...exit, ...changes } : exit)),
  },
});
const without = (reason: string): Programme => ({
  ...shipped,
  operations: { ...shipped.operations, exits: shipped.operations.exits.filter((exit) => exit.reason !== reason) },
});

/** The programme where a case never stays without its mother. */
const motherless: Programme = {
  ...shipped,
  operations: {
    ...shipped.operations,
    loss: { ...shipped.operations.loss, caregiver: { ...shipped.operations.loss.caregiver, keepCase: false } },
  },
};

const anEnrolled = (seed: CaseSeed = {}): CaseFile => aFile({ ...seed, root: { status: 'enrolled', workerId: 'w-1', ...seed.root } });
const twins = (): CaseFile =>
  anEnrolled({ name: 'twins', children: [{ bornOn: day('2026-02-01') }, { bornOn: day('2026-02-01'), birthOrder: 2 }] });
const twin = (index: number) => aChild(`twins-${String(index)}`).childId;

const tell = (file: CaseFile, report: Partial<LifeEventReport>, programme = shipped) =>
  recordLifeEvent(file, programme, { kind: 'withdrawn', on: day('2026-03-18'), source: 'worker', ...report }, WHO);
const after = (file: CaseFile, change: Change<unknown>): CaseFile => {
  const root = change.root ?? file.root;
  const items = (change.put ?? []).map((placed) => placed.toItem({ root, shards: 1 }));
  const gone = new Set([...(change.remove ?? []), ...items].map(({ sk }) => sk));
  return { root, items: [...file.items.filter(({ sk }) => !gone.has(sk)), ...items] };
};
const names = (change: Change<unknown>) => (change.facts ?? []).map(({ detailType }) => detailType);
const nameOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).name;
  }
  return 'none';
};

describe('the death of a mother', () => {
  it('silences every message and ends the case in the same change', () => {
    const file = anEnrolled({ children: [{ bornOn: day('2026-02-01') }], put: [place(ExitWatches, { watchedOn: day('2028-02-01') })] });

    const change = tell(file, { kind: 'motherDied' }, motherless);

    expect(change.root).toMatchObject({
      status: 'exited',
      messages: 'none',
      mother: { diedOn: '2026-03-18' },
      exit: {
        reason: 'motherDeath',
        on: '2026-03-18',
        from: 'enrolled',
        payments: 'stop',
        messagesBefore: 'all',
        reversibleUntil: '2027-03-20',
      },
    });
    expect(names(change)).toEqual(['MotherDied.v1', 'CaseExited.v1']);
    expect(change.also).toMatchObject([{ add: { pk: 'WORKER#w-1' }, by: { cases: -1 } }]);
    expect(allOf(after(file, change), ExitWatches)).toEqual([]);
    expect(allOf(after(file, change), Occurrences).map(({ source }) => source)).toContain('motherDeath');
  });

  it('is recorded also of a case that has left, which it silences', () => {
    const left = after(anEnrolled(), tell(anEnrolled(), { kind: 'moved' }, exiting('moved', { graceDays: 0 })));
    expect(left.root).toMatchObject({ status: 'exited', messages: 'motherOnly' });

    const change = tell(left, { kind: 'motherDied' });

    expect(change.root).toMatchObject({ status: 'exited', messages: 'none', exit: { reason: 'moved' } });
    expect(names(change)).toEqual(['MotherDied.v1']);
  });
});

describe('the death of a child', () => {
  it('keeps the case for the other twin, with all its messages', () => {
    const change = tell(twins(), { kind: 'childDied', childId: twin(0) });

    expect(change.root).toMatchObject({ status: 'enrolled', messages: 'all' });
    expect(names(change)).toEqual(['ChildDied.v1']);
  });

  it('ends talk of a baby at once when it was the last, and cares for the mother until her contacts are over', () => {
    const one = after(twins(), tell(twins(), { kind: 'childDied', childId: twin(0) }));

    const change = tell(one, { kind: 'childDied', childId: twin(1) });

    expect(change.root).toMatchObject({ status: 'enrolled', messages: 'bereavement' });
    expect(change.root?.exit).toBeUndefined();
    // PNC-4 is due on day 42, its window closes a week later
    expect(allOf(after(one, change), ScheduledExits)).toMatchObject([{ reason: 'childDeath', dueOn: '2026-03-23' }]);
    expect(names(change)).toEqual(['ChildDied.v1', 'ExitScheduled.v1']);
  });

  it('ends nothing where the programme has no such exit', () => {
    const file = anEnrolled({ children: [{ bornOn: day('2026-02-01') }] });

    const change = tell(file, { kind: 'childDied', childId: aChild('case-0').childId }, without('childDeath'));

    expect(change.root).toMatchObject({ status: 'enrolled', messages: 'motherOnly' });
    expect(names(change)).toEqual(['ChildDied.v1']);
  });

  it('is refused before the birth, in the future, and of a child that is not there', () => {
    expect(nameOf(() => tell(twins(), { kind: 'childDied', childId: twin(0), on: day('2026-01-31') }))).toBe('ImplausibleFact');
    expect(nameOf(() => tell(twins(), { kind: 'childDied', childId: twin(0), on: day('2026-03-21') }))).toBe('ImplausibleFact');
    expect(nameOf(() => tell(twins(), { kind: 'childDied', childId: aChild('nobody').childId }))).toBe('ChildNotFound');
  });
});

describe('the loss of a pregnancy', () => {
  it.each<[string, Partial<LifeEventReport>, string]>([
    ['before 28 weeks', {}, 'miscarriage'],
    ['told as a stillbirth', { loss: 'stillbirth' }, 'stillbirth'],
  ])('%s counts as %s', (_, report, source) => {
    const file = anEnrolled();

    const change = tell(file, { kind: 'pregnancyLost', ...report });

    expect(allOf(after(file, change), Occurrences).map((one) => one.source)).toContain(source);
    expect(change.root).toMatchObject({ messages: 'bereavement', pregnancy: { endedOn: '2026-03-18', outcome: 'loss' } });
  });

  it('counts as a stillbirth from the first day of week 29', () => {
    const lossAfter = (lastMenstrualPeriodOn: string) => {
      const file = anEnrolled({ root: { pregnancy: { lastMenstrualPeriodOn: day(lastMenstrualPeriodOn) } } });
      return allOf(after(file, tell(file, { kind: 'pregnancyLost' })), Occurrences).map(({ source }) => source);
    };

    expect(lossAfter('2025-09-03')).toContain('stillbirth');
    expect(lossAfter('2025-09-04')).toContain('miscarriage');
  });

  it('ends the case at once after a miscarriage, and after her own care following a stillbirth', () => {
    expect(tell(anEnrolled(), { kind: 'pregnancyLost' }).root).toMatchObject({
      status: 'exited',
      exit: { reason: 'pregnancyLoss', messagesBefore: 'all' },
    });

    const stillbirth = tell(anEnrolled(), { kind: 'pregnancyLost', loss: 'stillbirth' });
    expect(stillbirth.root?.status).toBe('enrolled');
    expect(stillbirth.answer.exit).toEqual({ reason: 'pregnancyLoss', on: '2026-05-07' });
  });

  it('is refused after a birth', () => {
    expect(nameOf(() => tell(twins(), { kind: 'pregnancyLost' }))).toBe('ImplausibleFact');
  });
});

describe('a move', () => {
  it('within reach moves no more than the case', () => {
    const change = tell(anEnrolled(), { kind: 'moved', toArea: 'north-2' });

    expect(names(change)).toEqual(['MotherMoved.v1']);
    expect(change.root?.status).toBe('enrolled');
  });

  it('out of reach ends the case when the days of grace are over', () => {
    const change = tell(anEnrolled(), { kind: 'moved' });

    expect(change.answer).toMatchObject({ status: 'enrolled', exit: { reason: 'moved', on: '2026-04-17' } });
  });
});

describe('a withdrawal', () => {
  it('ends the case at once, by the programme', () => {
    expect(tell(anEnrolled(), {}).root).toMatchObject({
      status: 'exited',
      messages: 'none',
      exit: { reason: 'withdrawn', payments: 'payEarned' },
    });
  });
});

describe('a life event told again', () => {
  it('is a read on the same day, and refused on another', () => {
    const file = after(twins(), tell(twins(), { kind: 'childDied', childId: twin(0) }));

    expect(tell(file, { kind: 'childDied', childId: twin(0) })).toEqual({
      answer: expect.objectContaining({ status: 'enrolled' }) as object,
    });
    expect(nameOf(() => tell(file, { kind: 'childDied', childId: twin(0), on: day('2026-03-17') }))).toBe('ImplausibleFact');
  });
});

describe('a reversal', () => {
  const reverse = (file: CaseFile, request: Partial<ReversalRequest> = {}, at = WHO.at, hasSuccessor = false) =>
    decideReversal(file, shipped, { reason: 'the other sister', ...request }, hasSuccessor, { ...WHO, at });

  it('of a wrong death brings back the mother, the case, its messages and its worker', () => {
    const file = anEnrolled({ children: [{ bornOn: day('2026-02-01') }] });
    const dead = after(file, tell(file, { kind: 'motherDied' }, motherless));

    const change = reverse(dead);

    const back = after(dead, change);
    expect(back.root).toMatchObject({ status: 'enrolled', messages: 'all' });
    expect(back.root.exit).toBeUndefined();
    expect(back.root.mother.diedOn).toBeUndefined();
    expect(allOf(back, Occurrences).map(({ source }) => source)).not.toContain('motherDeath');
    expect(change.also).toMatchObject([{ by: { cases: 1 } }]);
    expect(names(change)).toEqual(['CaseReinstated.v1', 'LifeEventReversed.v1']);
  });

  it.each<[string, () => CaseFile]>([
    ['a withdrawal', () => anEnrolled()],
    ['a loss', () => anEnrolled()],
  ])('of %s leaves the record as it was', (what, seed) => {
    const file = seed();
    const gone = after(file, tell(file, { kind: what === 'a loss' ? 'pregnancyLost' : 'withdrawn' }));

    expect(after(gone, reverse(gone)).root).toEqual(file.root);
  });

  it('of a child death alone takes back what waited for it', () => {
    const file = anEnrolled({ children: [{ bornOn: day('2026-02-01') }] });
    const told = tell(file, { kind: 'childDied', childId: aChild('case-0').childId });
    const bereaved = after(file, told);

    const change = reverse(bereaved, { lifeEventId: told.answer.lifeEventId });

    const back = after(bereaved, change);
    expect(allOf(back, ScheduledExits)).toEqual([]);
    expect(allOf(back, Children)[0]?.diedOn).toBeUndefined();
    expect(back.root.messages).toBe('all');
    expect(allOf(back, LifeEvents)[0]).toMatchObject({ reversedBy: 'user:worker-1' });
    expect(names(change)).toEqual(['LifeEventReversed.v1']);
  });

  it('never speaks to a mother who has died, whatever else it undoes', () => {
    const left = after(anEnrolled(), tell(anEnrolled(), {}));
    const dead = after(left, tell(left, { kind: 'motherDied' }));

    expect(reverse(dead).root).toMatchObject({ status: 'enrolled', messages: 'none' });
  });

  it.each<[string, (left: CaseFile) => unknown, string]>([
    ['after its time', (left) => reverse(left, {}, '2026-06-19T08:00:00.000Z'), 'StatusRefuses'],
    ['of a mother who was enrolled again', (left) => reverse(left, {}, WHO.at, true), 'StatusRefuses'],
    ['of a case that has not left', () => reverse(anEnrolled()), 'StatusRefuses'],
    ['of what never happened', (left) => reverse(left, { lifeEventId: '5f0a2c36-2f6e-4f5e-9d0a-0c8b3e1f7a01' }), 'LifeEventNotFound'],
  ])('is refused %s', (_, run, name) => {
    const left = after(anEnrolled(), tell(anEnrolled(), {}));
    expect((left.root.exit as NonNullable<CaseRoot['exit']>).reversibleUntil).toBe('2026-06-18');

    expect(nameOf(() => run(left))).toBe(name);
  });

  it('is allowed on the last day', () => {
    const left = after(anEnrolled(), tell(anEnrolled(), {}));

    expect(reverse(left, {}, '2026-06-18T08:00:00.000Z').root?.status).toBe('enrolled');
  });
});
