import { place } from '../../../functions/casefile/entity.ts';
import { allOf, type CaseFile, type Change } from '../../../functions/casefile/files.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { checkWatch, finishScheduledExit, watchExit } from '../../../functions/updating/domain/exit-watch.ts';
import { ExitWatches, ScheduledExits, type ScheduledExit } from '../../../functions/updating/records.ts';
import { aFile, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';

const day = parsePlainDate;
const programme = shippedProgrammes.get('DEFAULT');
const bolivia = shippedProgrammes.get('BO-BJA');

const watched = (file: CaseFile, change: Change<unknown>) =>
  (change.put ?? []).map((placed) => placed.toItem({ root: file.root, shards: 1 })).find(({ entity }) => entity === ExitWatches.name);
const aWatched = (on: string, seed: CaseSeed = {}): CaseFile =>
  aFile({ ...seed, root: { status: 'enrolled', ...seed.root }, put: [place(ExitWatches, { watchedOn: day(on) })] });
const child = (bornOn: string, diedOn?: string) => ({ bornOn: day(bornOn), ...(diedOn === undefined ? {} : { diedOn: day(diedOn) }) });
const at = (on: string) => ({ at: `${on}T06:00:00.000Z` });

describe('the day a case is watched for', () => {
  it.each<[string, CaseSeed, string]>([
    ['the age of the youngest child', { children: [child('2026-01-05'), child('2026-01-06')] }, '2030-01-06'],
    ['the age of the twin who lives', { children: [child('2026-01-05'), child('2026-01-06', '2026-01-07')] }, '2030-01-05'],
    ['the age that a child of the pregnancy would have', {}, '2030-09-05'],
  ])('is %s', (_, seed, expected) => {
    const file = aFile(seed);

    expect(watched(file, watchExit(file, programme, day('2026-03-01')))).toMatchObject({
      watchedOn: expected,
      duePk: 'DUE#exit#0',
      dueSk: expect.stringMatching(new RegExp(`^${expected}#childAge#`)) as string,
    });
  });

  it('is the next day when a fact was corrected, and none once the case has left', () => {
    const enrolled = aFile({ root: { status: 'enrolled' } });
    const left = aWatched('2030-01-05', { root: { status: 'exited' } });

    expect(watched(enrolled, watchExit(enrolled, programme, day('2026-03-01'), true))?.['watchedOn']).toBe('2026-03-02');
    expect(watchExit(left, programme, day('2026-03-01')).remove).toMatchObject([{ sk: 'EXITWATCH' }]);
  });

  it('is written once', () => {
    const file = aWatched('2030-01-05', { children: [child('2026-01-05')] });

    expect(watchExit(file, programme, day('2026-03-01'))).toEqual({ answer: undefined });
  });
});

describe('the exit sweep', () => {
  it('lets a case leave on the day the youngest child reaches the age, and not before', () => {
    const file = aWatched('2030-01-05', { children: [child('2026-01-05')] });

    expect(checkWatch(file, programme, at('2030-01-04'))).toEqual({ answer: undefined });
    expect(checkWatch(file, programme, at('2030-01-05')).root).toMatchObject({
      status: 'exited',
      exit: { reason: 'childAge', on: '2030-01-05', payments: 'payEarned' },
    });
  });

  it('completes a case of which no birth was ever told', () => {
    const file = aWatched('2030-09-05');

    expect(checkWatch(file, programme, at('2030-09-05')).root?.exit).toMatchObject({ reason: 'completed' });
  });

  it('watches on when a younger child has come', () => {
    const file = aWatched('2030-01-05', { children: [child('2026-01-05'), child('2026-01-06')] });

    const change = checkWatch(file, programme, at('2030-01-05'));

    expect(change.root).toBeUndefined();
    expect(watched(file, change)?.['watchedOn']).toBe('2030-01-06');
  });

  it('gives days of grace to somebody whom a rule of the programme now refuses', () => {
    const file = aWatched('2026-03-02', {
      root: { programme: 'BO-BJA', applicant: { shortTermInsurance: true } },
      children: [child('2026-01-05')],
    });

    const change = checkWatch(file, bolivia, at('2026-03-02'));

    expect(change.root?.status).toBe('enrolled');
    expect(change.facts).toMatchObject([{ detailType: 'ExitScheduled.v1', data: { reason: 'noLongerEligible', dueOn: '2026-04-01' } }]);
    expect(watched(file, change)?.['watchedOn']).toBe('2028-01-05');
  });
});

describe('an exit whose days of grace are over', () => {
  const waiting = (exit: ScheduledExit, seed: CaseSeed = {}) =>
    aFile({ ...seed, root: { status: 'enrolled', ...seed.root }, put: [place(ScheduledExits, exit)] });

  it('takes place on its day', () => {
    const file = waiting({ reason: 'moved', dueOn: day('2026-04-17') });

    expect(finishScheduledExit(file, programme, at('2026-04-16'))).toEqual({ answer: undefined });
    const change = finishScheduledExit(file, programme, at('2026-04-17'));
    expect(change.root).toMatchObject({ status: 'exited', messages: 'motherOnly', exit: { reason: 'moved', on: '2026-04-17' } });
    expect(change.remove).toMatchObject([{ sk: 'SCHEDULEDEXIT' }]);
  });

  it.each<[string, ScheduledExit['reason'], CaseSeed]>([
    ['another child lives', 'childDeath', { children: [child('2026-01-05')] }],
    ['the rules hold again', 'noLongerEligible', {}],
    ['the case has left already', 'moved', { root: { status: 'exited' } }],
  ])('is dropped when %s', (_, reason, seed) => {
    const file = waiting({ reason, dueOn: day('2026-04-17') }, seed);

    const change = finishScheduledExit(file, programme, at('2026-04-17'));

    expect(change.root).toBeUndefined();
    expect(change.remove).toMatchObject([{ sk: 'SCHEDULEDEXIT' }]);
    expect(allOf(file, ScheduledExits)).toHaveLength(1);
  });
});
