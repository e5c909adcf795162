import { isLate, waitAfter } from '../../../functions/govstack/payments/domain/hand-over.ts';

const AT = '2026-03-01T10:00:00.000Z';

describe('the pause before a rail is asked again', () => {
  it.each([
    [0, '2026-03-01T10:01:00.000Z'],
    [1, '2026-03-01T10:01:00.000Z'],
    [2, '2026-03-01T10:02:00.000Z'],
    [6, '2026-03-01T10:32:00.000Z'],
    [7, '2026-03-01T11:00:00.000Z'],
    [5000, '2026-03-01T11:00:00.000Z'],
  ])('after %i steps that came to nothing ends at %s', (idle, until) => {
    expect(waitAfter({ idle, after: 24 }, AT)).toEqual({ step: 'wait', idle, after: 24, until });
  });

  it.each([
    ['2026-03-02T10:00:00.000Z', false],
    ['2026-03-02T10:00:01.000Z', true],
  ])('is somebody to look at from the second day on: %s', (at, late) => {
    expect(isLate(AT, at)).toBe(late);
  });
});
