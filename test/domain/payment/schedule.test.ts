import { daysToReconcile } from '../../../functions/payment/domain/reconcile.ts';
import { lookAfterInstruction, secondsToQuery, secondsToRetry } from '../../../functions/payment/domain/schedule.ts';
import { addUp, balanceOf, isSameMoney } from '../../../functions/payment/domain/ledger.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { programmeWith } from '../../support/payment-world.ts';

const rules = programmeWith('BD-MCBP', { statusQueryAfterHours: [6, 1, 72], confirmWithinHours: 24 }).operations.payment;
const INSTRUCTED = '2026-03-01T10:00:00.000Z';

describe('the questions about an instruction', () => {
  it.each([
    ['2026-03-01T10:00:00.000Z', 3600],
    ['2026-03-01T10:59:50.000Z', 60],
    ['2026-03-01T11:00:00.000Z', 5 * 3600],
    ['2026-03-01T16:00:00.000Z', 18 * 3600],
    ['2026-03-02T09:59:00.000Z', 60],
    ['2026-03-02T10:00:00.000Z', undefined],
    ['2026-03-20T10:00:00.000Z', undefined],
  ])('at %s come after %s seconds', (at, expected) => {
    expect(secondsToQuery(rules, INSTRUCTED, at)).toBe(expected);
  });

  it('are left to the sweep on the day after the rail has had its time', () => {
    expect(lookAfterInstruction(rules, INSTRUCTED)).toBe('2026-03-03');
  });

  it('wait for the shortest time before another try', () => {
    expect(secondsToRetry(rules)).toBe(3600);
  });
});

describe('the days to reconcile', () => {
  it.each([
    [undefined, ['2026-03-09']],
    ['2026-03-06', ['2026-03-07', '2026-03-08', '2026-03-09']],
    ['2026-03-09', []],
    ['2026-03-10', []],
  ])('after %s are %j', (last, expected) => {
    expect(daysToReconcile('2026-03-10T05:00:00.000Z', last === undefined ? undefined : parsePlainDate(last))).toEqual(expected);
  });

  it('are a month at most', () => {
    expect(daysToReconcile('2026-03-10T05:00:00.000Z', parsePlainDate('2025-01-01'))).toHaveLength(31);
  });
});

describe('sums of money', () => {
  it('count what was paid less what came back, by currency', () => {
    const entries = [
      { entry: 'instructed', amountMinor: 500, currency: 'BDT' },
      { entry: 'confirmed', amountMinor: 500, currency: 'BDT' },
      { entry: 'confirmed', amountMinor: 300, currency: 'INR' },
      { entry: 'failed', amountMinor: 200, currency: 'BDT' },
      { entry: 'returned', amountMinor: 100, currency: 'BDT' },
    ] as const;

    expect(balanceOf(entries)).toEqual({ BDT: 400, INR: 300 });
  });

  it.each([
    [{ BDT: 0 }, {}, true],
    [{ BDT: 1 }, {}, false],
    [{ BDT: 1, INR: 2 }, { INR: 2, BDT: 1 }, true],
    [{ BDT: 1 }, { INR: 1 }, false],
  ])('%j and %j are the same money: %s', (left, right, same) => {
    expect(isSameMoney(left, right)).toBe(same);
  });

  it('add up by currency', () => {
    expect(addUp([{ BDT: 1 }, { BDT: 2, INR: 3 }])).toEqual({ BDT: 3, INR: 3 });
  });
});
