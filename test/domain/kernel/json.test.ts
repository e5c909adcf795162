import { unkeepable } from '../../../functions/kernel/json.ts';

const nested = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 'x');

describe('JSON that can be kept nowhere', () => {
  it.each<[string, unknown, string]>([
    ['half a character', { a: ['\ud800'] }, '#/a/0'],
    ['half a character in a name', { '\udc00': 1 }, '#/\udc00'],
    ['a number too far from zero', { a: 1e200 }, '#/a'],
    ['a number too close to zero', { a: -1e-200 }, '#/a'],
    ['a number that JSON has no end for', { a: JSON.parse('1e999') as unknown }, '#/a'],
    ['a name that every object has', JSON.parse('{"a": {"__proto__": {}}}'), '#/a/__proto__'],
    ['a name that stops the table', { 'x/y': { constructor: 1 } }, '#/x~1y/constructor'],
    ['no name', { '': 1 }, '#/'],
  ])('names %s where it lies', (_what, value, pointer) => {
    expect(unkeepable(value, '#')?.pointer).toBe(pointer);
  });

  it('is nested too deep, however deep it is', () => {
    expect(unkeepable(nested(24), '#')).toBeUndefined();
    expect(unkeepable(nested(25), '#')?.detail).toBe('is nested deeper than 24 levels');
    expect(unkeepable(nested(100_000), '#')?.detail).toBe('is nested deeper than 24 levels');
  });

  it('is nothing that people write', () => {
    const all = {
      text: '👶🏽 अ \u0000',
      none: null,
      zero: 0,
      whole: 9_007_199_254_740_993,
      half: -0.5,
      list: [[], {}],
      toString: 'x',
      no: false,
    };
    expect(unkeepable(all, '#')).toBeUndefined();
  });
});
