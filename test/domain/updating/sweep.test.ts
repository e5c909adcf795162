import { dueItemOf, eventOf } from '../../../functions/updating/domain/sweep.ts';

describe('the event of a due item', () => {
  const item = {
    pk: 'CASE#c',
    sk: 'CONTACT#PNC-2#child',
    entity: 'contact',
    duePk: 'DUE#update#3',
    dueSk: '2026-03-10#contact#0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10#CONTACT#PNC-2#child',
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
