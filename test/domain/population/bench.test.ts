import { costOf, readPrices, totalOf } from '../../../infra/bench/cost.ts';
import { median, percentile, tableOf } from '../../../infra/bench/table.ts';
import type { SweepFigures } from '../../../infra/bench/sweep.ts';
import { targetsOf, type Measurements } from '../../../infra/bench/targets.ts';
import { NOTHING, partsOf, plus, times, without } from '../../../infra/bench/usage.ts';

const prices = readPrices();
const lineOf = (usage: Parameters<typeof costOf>[0], what: string) => costOf(usage, prices).find((line) => line.what === what);

describe('the cost of a usage', () => {
  it('is nothing for nothing', () => {
    expect(totalOf(costOf(NOTHING, prices))).toBe(0);
  });

  it.each([
    ['lambdaRequests', { invocations: 1_000_000 }, 0.2],
    ['stateTransitions', { transitions: 1_000 }, 0.025],
    ['writeUnits', { writeUnits: 1_000_000 }, 0.625],
    ['readUnits', { readUnits: 1_000_000 }, 0.125],
    ['apiRequests', { apiRequests: 1_000_000 }, 3.5],
    ['events', { events: 1_000_000 }, 1],
    ['keyRequests', { keyRequests: 10_000 }, 0.03],
    ['queueRequests', { deadLetters: 1_000_000 }, 0.4],
  ])('has the list price of %s', (what, used, usd) => {
    expect(lineOf({ ...NOTHING, ...used }, what)?.usd).toBeCloseTo(usd, 10);
  });

  it('bills the time that calls take beside the time that was measured', () => {
    const usage = { ...NOTHING, gigabyteSeconds: 2, gigabytesTimesCalls: 125 };

    expect(lineOf(usage, 'lambdaGigabyteSeconds')?.quantity).toBeCloseTo(
      2 + (125 * prices.assumptions.millisecondsPerCall.value) / 1000,
      10,
    );
  });

  it('bills logs that no function prints', () => {
    expect(lineOf({ ...NOTHING, transitions: 10 }, 'logBytes')?.quantity).toBe(10 * prices.assumptions.logBytesPerTransition.value);
  });

  it('names a source for every price', () => {
    expect(Object.values(prices.prices).filter(({ source }) => source.length < 10)).toEqual([]);
  });
});

describe('usages', () => {
  const one = { ...NOTHING, events: 4, transitions: 2 };

  it('add up and are shared out', () => {
    expect(times(plus(one, one), 1 / 4)).toMatchObject({ events: 2, transitions: 1 });
  });

  it('never fall below nothing', () => {
    expect(without(one, one, 3)).toEqual(NOTHING);
  });
});

describe('parts of a text', () => {
  it.each([
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['आ'.repeat(70), 1],
    ['आ'.repeat(71), 2],
    [`${'a'.repeat(70)}आ`, 2],
  ])('are counted by alphabet and length', (text, parts) => {
    expect(partsOf(text)).toBe(parts);
  });
});

describe('a percentile', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);

  it('is a value that was measured', () => {
    expect(percentile(values, 0.5)).toBe(50);
    expect(percentile(values, 0.99)).toBe(99);
    expect(median([3, 1, 2])).toBe(2);
  });
});

describe('a table', () => {
  it('sets numbers to the right and words to the left', () => {
    expect(
      tableOf(
        ['what', 'times', 'found'],
        [
          ['a', '1,000', 'yes'],
          ['long', '7', 'no'],
        ],
      ).split('\n'),
    ).toEqual(['  what  times  found', '  ----  -----  -----', '  a     1,000  yes', '  long      7  no']);
  });
});

describe('the targets', () => {
  const nothing: Measurements = {
    bundles: undefined,
    journey: undefined,
    sweeps: undefined,
    texts: undefined,
    lists: undefined,
    journeyUsd: undefined,
  };
  const sweep: SweepFigures = {
    sweep: 'first of a day',
    cases: 1000,
    due: 100,
    shards: 4,
    itemsFound: 100,
    itemsRead: 100,
    queries: 4,
    otherReads: 4,
    readUnits: 9,
    milliseconds: 50,
  };
  const reached = (measured: Partial<Measurements>) => targetsOf({ ...nothing, ...measured }).map((target) => target.reached);

  it('are not judged by what was not measured', () => {
    expect(targetsOf(nothing)).toEqual([]);
  });

  it.each([
    [1, true],
    [2, false],
  ])("ask for one read of a worker's list, however many cases: %d", (reads, ok) => {
    const list = { cases: 1000, own: 200, rows: 50, reads: 1, itemsRead: 50, readUnits: 2.5, p50Ms: 9 };
    expect(reached({ lists: [list, { ...list, cases: 100_000, reads }] })).toEqual([ok]);
  });

  it.each([
    [200, true],
    [199, false],
    [201, false],
  ])('ask that each text leaves the queue once: %d of 200', (sent, ok) => {
    expect(reached({ texts: { waits: [], queue: { messages: 200, seconds: 4, perSecond: 50, sent } } })).toEqual([ok]);
  });

  it.each([
    [499_999, true],
    [500_000, false],
  ])('ask for bundles under 500 kB: %d bytes', (bytes, ok) => {
    expect(reached({ bundles: [{ name: 'CareApi', bytes, coldLoadMs: 80 }] })).toEqual([ok]);
  });

  it.each([
    [0.0499, true],
    [0.05, false],
  ])('ask for journeys under 5 cents: %d', (journeyUsd, ok) => {
    expect(reached({ journeyUsd })).toEqual([ok]);
  });

  it.each([
    ['what is due, one query a shard', {}, [true, true, true]],
    ['items that are not due', { itemsRead: 101 }, [false, true, true]],
    ['fewer than are due', { itemsFound: 99 }, [false, true, true]],
    ['a second query of a shard', { queries: 5 }, [true, false, true]],
    ['the same later', { queries: 5, sweep: 'later that day' as const }, [true, true, false]],
  ])('judge a sweep that reads %s', (_, change, verdicts) => {
    expect(reached({ sweeps: [{ ...sweep, ...change }] })).toEqual(verdicts);
  });

  it('name the route that reads twice', () => {
    const route = { route: 'GET /cases', requests: 3, mostReads: 2, mostTransactions: 0 };
    const journey = {
      programme: 'DEFAULT',
      mothers: 1,
      days: 7,
      endings: {},
      paid: [],
      facts: {},
      registrationRequest: NOTHING,
      registration: NOTHING,
      perMother: NOTHING,
      emptyDay: NOTHING,
      requests: [route],
      failures: { executions: 0, deadLetters: 0, lost: 0 },
    };

    expect(targetsOf({ ...nothing, journey })).toEqual([expect.objectContaining({ reached: false, found: 'GET /cases: 2 and 0' })]);
  });
});
