import { jest } from '@jest/globals';
import { nameOf, oneOfEachKind, startCrashCountry, type CrashCountry, type CrashPoint, type Mode } from './crash-points.ts';

jest.setTimeout(600_000);

/** Calls that change nothing where they go. */
const READS = /^(Query|GetItem|GenerateMac|Decrypt|Encrypt|GET |POST .*\/read$)/;
/** A few stand for all here, for the time it takes; `npm run crash` fails every call in every way, and CI one of every kind. */
const READS_APART = 24;
const WRITES_APART = 8;

const sample = (points: readonly CrashPoint[]): readonly (readonly [CrashPoint, Mode])[] => {
  // in an order of their own: calls made at the same time are recorded as they come
  const kinds = oneOfEachKind(points).toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
  const reads = kinds.filter(({ action }) => READS.test(action)).filter((_, place) => place % READS_APART === 0);
  const writes = kinds.filter(({ action }) => !READS.test(action)).filter((_, place) => place % WRITES_APART === 0);
  return [...writes.map((point) => [point, 'lost'] as const), ...reads.map((point) => [point, 'refused'] as const)];
};

let country: CrashCountry;
beforeAll(async () => {
  country = await startCrashCountry();
});
afterAll(() => country.stop());

describe('the main path', () => {
  it('leaves the same behind for every mother when nothing fails', async () => {
    const nothing: CrashPoint = { functionName: 'Nobody', service: 'none', action: 'none', index: 0 };
    expect(await country.strike(nothing, 'fail-before')).toMatchObject({ struck: false, missing: [], surplus: [] });
    expect(country.clean.filter((line) => line.startsWith('rail: '))).toEqual([expect.stringContaining('"amountMinor":300000')]);
    // received, accepted, enrolled, two of the child's vaccines, paid, gone
    expect(country.clean.filter((line) => line.startsWith('text: '))).toHaveLength(7);
  });

  it('has the same end, texts and money whichever call is cut off, before its effect or after it', async () => {
    const points = sample(country.points);
    const differing: string[] = [];
    let struck = 0;
    for (const [point, mode] of points) {
      const outcome = await country.strike(point, mode);
      if (outcome.struck) struck += 1;
      const { missing, surplus, stuck } = outcome;
      if (missing.length + surplus.length > 0 || stuck !== undefined)
        differing.push(
          [`${nameOf(point)} ${mode} ${stuck ?? ''}`, ...missing.map((line) => `- ${line}`), ...surplus.map((line) => `+ ${line}`)].join(
            '\n',
          ),
        );
    }

    expect(differing).toEqual([]);
    expect(points.length).toBeGreaterThan(5);
    // which function answers from what it still has in memory differs from mother to mother, so that a call may not be made again
    expect(struck).toBeGreaterThan(points.length / 2);
  });

  it('was reconciled with the rail on every day, and lost nothing on the way', async () => {
    await country.world.passDays(1);
    const { body } = await country.world.manager.call('GET', '/reconciliations?limit=100');
    const days = body['items'] as readonly { balanced: boolean }[];

    expect(days.length).toBeGreaterThan(10);
    expect(days.filter(({ balanced }) => !balanced)).toEqual([]);
    expect(country.world.local.deadLetters()).toEqual([]);
    expect(country.world.local.lost()).toEqual([]);
  });
});
