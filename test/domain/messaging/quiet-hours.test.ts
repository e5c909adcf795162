import fc from 'fast-check';
import { endOfQuiet, waitsUntil } from '../../../functions/messaging/domain/quiet-hours.ts';
import { shippedProgrammes } from '../../support/builders.ts';

const NIGHT = { from: '21:00', to: '08:00' };
const ZONES = [
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Africa/Nairobi',
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
];

/** The clock of a zone, HH:MM, said by another formatter than the code uses. */
const clockAt = (instant: string, timeZone: string): string =>
  new Date(instant).toLocaleTimeString('sv-SE', { timeZone, hour: '2-digit', minute: '2-digit' });
const isNight = (clock: string): boolean => clock >= '21:00' || clock < '08:00';

describe('quiet hours', () => {
  it.each([
    ['in the evening', '2026-03-01T16:00:00.000Z', 'Asia/Kolkata', '2026-03-02T02:30:00.000Z'],
    ['before dawn', '2026-03-01T23:15:00.000Z', 'Africa/Nairobi', '2026-03-02T05:00:00.000Z'],
    ['in the night in which the clock goes forward', '2026-03-28T22:00:00.000Z', 'Europe/Paris', '2026-03-29T06:00:00.000Z'],
    ['in the night in which the clock goes back', '2026-10-24T22:00:00.000Z', 'Europe/Paris', '2026-10-25T07:00:00.000Z'],
  ])('end at eight by her own clock %s', (_, at, zone, end) => {
    expect(endOfQuiet(at, NIGHT, zone)).toBe(end);
  });

  it('are none by day', () => {
    expect(endOfQuiet('2026-03-01T06:00:00.000Z', NIGHT, 'Asia/Kolkata')).toBeUndefined();
  });

  it('let nothing out at night and hold nothing by day, in any zone, at any instant', () => {
    const instants = fc.date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2028-12-31T23:59:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (date, zone) => {
        const at = date.toISOString();
        const end = endOfQuiet(at, NIGHT, zone);
        if (end === undefined) return !isNight(clockAt(at, zone));
        const waited = Date.parse(end) - Date.parse(at);
        const before = new Date(Date.parse(end) - 60_000).toISOString();
        return isNight(clockAt(at, zone)) && !isNight(clockAt(end, zone)) && isNight(clockAt(before, zone)) && waited <= 12 * 3_600_000;
      }),
      { numRuns: 400 },
    );
  });

  it('wait for a reminder and not for a code that she has asked for', () => {
    const programme = shippedProgrammes.get('DEFAULT');
    const midnight = '2026-03-01T00:30:00.000Z';

    expect(waitsUntil(programme, 'accountCode', 'north-1', midnight)).toBeUndefined();
    expect(waitsUntil(programme, 'contactReminder', 'north-1', midnight)).toBe('2026-03-01T08:00:00.000Z');
  });

  it('are kept by the clock of her area, where it is not that of the programme', () => {
    const programme = shippedProgrammes.get('DEFAULT');
    const zoned = {
      ...programme,
      operations: {
        ...programme.operations,
        texting: { ...programme.operations.texting, zones: [{ areas: 'east-', timeZone: 'Asia/Jayapura' }] },
      },
    };

    expect(waitsUntil(zoned, 'contactReminder', 'east-4', '2026-03-01T12:30:00.000Z')).toBe('2026-03-01T23:00:00.000Z');
    expect(waitsUntil(zoned, 'contactReminder', 'north-1', '2026-03-01T12:30:00.000Z')).toBeUndefined();
  });
});
