import fc from 'fast-check';
import { addDays, parsePlainDate } from '../../../functions/kernel/dates.ts';
import { daysToSweep, dueItemOf, eventOf } from '../../../functions/updating/domain/sweep.ts';

const day = parsePlainDate;

describe('the days of a sweep', () => {
  it('are the day itself for every sweep but the first', () => {
    expect(daysToSweep(day('2026-03-10'), day('2026-03-10'))).toEqual(['2026-03-10']);
  });

  it('begin a day before the last one that was swept', () => {
    expect(daysToSweep(day('2026-03-09'), day('2026-03-10'))).toEqual(['2026-03-08', '2026-03-09', '2026-03-10']);
  });

  it('reach as far back on Sundays as dead letters are kept', () => {
    expect(daysToSweep(day('2026-03-07'), day('2026-03-08'))[0]).toBe('2026-02-21');
    expect(daysToSweep(day('2026-03-08'), day('2026-03-08'))).toEqual(['2026-03-08']);
  });

  it('leave no day out, however long no sweep has run', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), (gap) => {
        const days = daysToSweep(day('2026-01-01'), addDays(day('2026-01-01'), gap));
        expect(days.at(-1)).toBe(addDays(day('2026-01-01'), gap));
        expect(days.slice(1).every((one, index) => one === addDays(days[index] ?? one, 1))).toBe(true);
        expect(days.includes(day('2026-01-01'))).toBe(true);
      }),
    );
  });
});

describe('the event of a due item', () => {
  const item = {
    pk: 'CASE#c',
    sk: 'CONTACT#PNC-2#child',
    entity: 'contact',
    duePk: 'DUE#update#2026-03-10#3',
    dueSk: 'contact#0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10#CONTACT#PNC-2#child',
    area: 'north-1',
    programme: 'DEFAULT',
  };

  it('says what, of which case, since when, and where', () => {
    expect(dueItemOf(item)).toEqual({
      kind: 'contact',
      caseId: '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10',
      item: 'CONTACT#PNC-2#child',
      dueOn: '2026-03-10',
      area: 'north-1',
      programme: 'DEFAULT',
    });
  });

  it('is the same when a sweep is repeated, and another in the next sweep', () => {
    const idAt = (time: string) =>
      (JSON.parse(eventOf(dueItemOf(item), 'update', time).detail) as { metadata: { eventId: string } }).metadata.eventId;

    expect(idAt('2026-03-10T05:00:00.000Z')).toBe(idAt('2026-03-10T05:00:00.000Z'));
    expect(idAt('2026-03-10T06:00:00.000Z')).not.toBe(idAt('2026-03-10T05:00:00.000Z'));
  });
});
