import fc from 'fast-check';
import { thresholdOf, categoryOf, spellsOf } from '../../../functions/readings/domain/blood-pressure.ts';
import { shippedProgrammes } from '../../support/builders.ts';

const protocol = shippedProgrammes.get('DEFAULT').operations.readings.bloodPressure;
const RANK = ['normal', 'elevated', 'treat-range', 'severe'];
const rankOf = (systolic: number, diastolic: number): number => RANK.indexOf(categoryOf({ systolic, diastolic }, [], protocol));

const START = Date.parse('2026-03-01T10:00:00.000Z');
const instant = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();
const readings = fc
  .uniqueArray(fc.record({ minute: fc.integer({ min: 0, max: 900 }), systolic: fc.integer({ min: 100, max: 200 }) }), {
    selector: ({ minute }) => minute,
    minLength: 1,
    maxLength: 12,
  })
  .map((all) =>
    all.map(({ minute, systolic }) => ({
      readingId: `at-${String(minute)}`,
      kind: 'bloodPressure',
      values: { systolic, diastolic: 80 },
      measuredAt: instant(minute),
    })),
  );

describe('a blood pressure', () => {
  it('is as bad as the worse of its numbers, either alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 280 }), fc.integer({ min: 30, max: 180 }), (systolic, diastolic) => {
        expect(rankOf(systolic, diastolic)).toBe(Math.max(rankOf(systolic, 30), rankOf(60, diastolic)));
      }),
    );
  });

  it('is urgent with any symptom of the list, whatever its numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 280 }),
        fc.integer({ min: 30, max: 180 }),
        fc.constantFrom(...protocol.symptoms),
        (systolic, diastolic, symptom) => {
          expect(['severe', 'urgent-symptoms']).toContain(categoryOf({ systolic, diastolic }, [symptom], protocol));
        },
      ),
    );
  });
});

describe('the clock of a severe blood pressure', () => {
  it('is the same in whatever order readings came', () => {
    fc.assert(
      fc.property(readings, fc.integer({ min: 0, max: 1000 }), fc.func(fc.integer()), (all, minute, order) => {
        const shuffled = [...all].sort((left, right) => order(left.readingId) - order(right.readingId));
        expect(spellsOf(shuffled, protocol, instant(minute))).toEqual(spellsOf(all, protocol, instant(minute)));
      }),
    );
  });

  it('holds every severe reading, and starts at the first of them', () => {
    fc.assert(
      fc.property(readings, (all) => {
        const severe = all.filter(({ values }) => thresholdOf(values, protocol)?.category === 'severe').map(({ readingId }) => readingId);
        const spells = spellsOf(all, protocol, instant(2000));
        expect(spells.flatMap(({ readingIds }) => readingIds).sort()).toEqual(severe.sort());
        for (const { firstAt, readingIds } of spells)
          expect(firstAt).toBe(
            all
              .filter(({ readingId }) => readingIds.includes(readingId))
              .map(({ measuredAt }) => measuredAt)
              .sort()[0],
          );
      }),
    );
  });

  it('never waits longer than the programme allows', () => {
    fc.assert(
      fc.property(readings, fc.integer({ min: 0, max: 1000 }), (all, minute) => {
        const known = all.filter(({ measuredAt }) => measuredAt <= instant(minute));
        for (const { outcome, repeatBy } of spellsOf(known, protocol, instant(minute)))
          expect(outcome !== 'awaiting' || instant(minute) < repeatBy).toBe(true);
      }),
    );
  });
});
