import * as fc from 'fast-check';
import {
  addDays,
  addMonths,
  addYears,
  dateIn,
  dateOf,
  daysBetween,
  isPlainDate,
  lastDayOf,
  latestOf,
  monthOf,
  monthsBetween,
  parsePlainDate,
  yearsBetween,
} from '../../../functions/kernel/dates.ts';

const date = parsePlainDate;
const anyDate = fc.integer({ min: -20_000, max: 40_000 }).map((days) => addDays(date('1970-01-01'), days));

describe('plain dates', () => {
  it.each([
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-03-31', -1, '2024-02-29'],
    ['2024-12-15', 1, '2025-01-15'],
    ['2024-01-15', -13, '2022-12-15'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(addMonths(date(from), months)).toBe(to);
  });

  it.each([
    ['2004-02-29', '2023-02-27', 18],
    ['2004-02-29', '2023-02-28', 19],
    ['2000-06-15', '2019-06-14', 18],
    ['2000-06-15', '2019-06-15', 19],
  ])('someone born on %s has completed on %s %i years', (born, on, years) => {
    expect(yearsBetween(date(born), date(on))).toBe(years);
  });

  it('counts days over a leap day', () => {
    expect(daysBetween(date('2023-10-17'), date('2024-07-14'))).toBe(271);
  });

  it('refuses what is no day of the calendar', () => {
    expect(['2023-02-29', '2023-13-01', '2023-1-1', '', 'today', 20_230_101].map(isPlainDate)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(() => date('2023-02-30')).toThrow();
  });

  it('reads the day of an instant, in UTC and in a zone', () => {
    expect(dateOf('2024-03-10T23:30:00Z')).toBe('2024-03-10');
    expect(dateIn('2024-03-10T23:30:00Z', 'Asia/Kolkata')).toBe('2024-03-11');
    expect(dateIn('2024-03-10T02:30:00Z', 'America/La_Paz')).toBe('2024-03-09');
  });

  it('knows months and the latest of some dates', () => {
    expect([monthOf(date('2024-02-10')), lastDayOf('2024-02'), addYears(date('2024-02-29'), 1)]).toEqual([
      '2024-02',
      '2024-02-29',
      '2025-02-28',
    ]);
    expect([latestOf([]), latestOf([date('2024-01-02'), date('2024-03-01'), date('2024-02-01')])]).toEqual([undefined, '2024-03-01']);
  });

  it('adds and counts days alike', () => {
    fc.assert(fc.property(anyDate, fc.integer({ min: -5000, max: 5000 }), (from, days) => daysBetween(from, addDays(from, days)) === days));
  });

  it('completes as many months as were added, and not one day sooner', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 1, max: 600 }), (from, months) => {
        const later = addMonths(from, months);
        return (
          monthsBetween(from, later) === months &&
          monthsBetween(from, addDays(later, -1)) === months - 1 &&
          monthsBetween(later, from) === -months
        );
      }),
    );
  });
});
