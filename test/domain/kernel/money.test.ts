import * as fc from 'fast-check';
import { exponentOf, formatMoney, fromMinor, toMinor } from '../../../functions/kernel/money.ts';

describe('money', () => {
  it.each([
    [1400, 'INR', 140_000],
    ['19.99', 'INR', 1999],
    [0.1, 'EUR', 10],
    [1.15, 'USD', 115],
    [750_000, 'IDR', 75_000_000],
    [500, 'JPY', 500],
    ['1.234', 'KWD', 1234],
    ['-2.5', 'GHS', -250],
    ['1.500', 'INR', 150],
    [0, 'INR', 0],
  ])('%s %s is %i in minor units', (amount, currency, minor) => {
    expect(toMinor(amount, currency)).toBe(minor);
  });

  it.each([
    ['1.5', 'JPY'],
    ['1.999', 'INR'],
    ['1e3', 'INR'],
    ['', 'INR'],
    ['99999999999999999', 'INR'],
  ])('refuses %s %s', (amount, currency) => {
    expect(() => toMinor(amount, currency)).toThrow(RangeError);
  });

  it('prints for partners and for people', () => {
    expect([fromMinor(140_000, 'INR'), fromMinor(5, 'INR'), fromMinor(-250, 'GHS'), fromMinor(500, 'JPY')]).toEqual([
      '1400.00',
      '0.05',
      '-2.50',
      '500',
    ]);
    expect([formatMoney(140_000, 'INR'), formatMoney(123_456_789, 'INR'), formatMoney(1999, 'INR'), formatMoney(1_000_000, 'JPY')]).toEqual(
      ['INR 1,400', 'INR 1,234,567.89', 'INR 19.99', 'JPY 1,000,000'],
    );
    expect(() => fromMinor(1.5, 'INR')).toThrow(RangeError);
  });

  it('keeps every amount in every currency', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.constantFrom('INR', 'JPY', 'KWD', 'UYW', 'BDT'),
        (minor, currency) => toMinor(fromMinor(minor, currency), currency) === minor && exponentOf(currency) >= 0,
      ),
    );
  });
});
