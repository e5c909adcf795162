import { turnsOf } from '../../../functions/runtime/turns.ts';
import { dynamoTable } from '../../../functions/table/dynamo.ts';
import { PP_01 } from '../../../infra/local/partners/fixtures.ts';
import { partnersOverHttp } from '../../../functions/partners/http/partners.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aWorld } from './partners-world.ts';

const aClock = (startsAt = 1_000_000_000_000) => {
  let now = startsAt;
  return {
    now: () => now,
    sleep: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
};

describe('the turns at a partner', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());
  const aTable = async () => {
    const name = await engine.newTable();
    return dynamoTable(engine.client, () => name);
  };

  it('are no more in a second than it takes, however many ask at once', async () => {
    const table = await aTable();
    const standing = { now: () => 1_000_000_000_000, sleep: () => Promise.reject(new Error('waited')) };

    // every asker is a copy of a function of its own
    const got = await Promise.all(
      Array.from({ length: 12 }, () => turnsOf(table, standing)('civil registry', { perSecond: 5, patienceMs: 0 })),
    );

    expect(got.filter(Boolean)).toHaveLength(5);
  });

  it('come in the next second for whoever waits, and are another partner’s own', async () => {
    const table = await aTable();
    const clock = aClock();
    const turn = turnsOf(table, clock);
    const rate = { perSecond: 2, patienceMs: 5000 };

    const got = [
      await turn('identity', rate),
      await turn('identity', rate),
      await turn('civil registry', rate),
      await turn('identity', rate),
    ];

    expect(got).toEqual([true, true, true, true]);
    expect(Math.floor(clock.now() / 1000)).toBe(1_000_000_001);
  });

  it('put a call off that would wait too long, and tell nothing against the partner', async () => {
    const world = await aWorld({ seed: PP_01, endpoint: { breaker: { failures: 1 }, perSecond: 1, patienceMs: 0 } });
    const turns = [true, false, true];
    const partners = partnersOverHttp(world.configuration, {
      turn: () => Promise.resolve(turns.shift() ?? false),
    });
    const ask = () => partners.identity.verify({ nationalId: '53', consentId: 'c' }, world.call());

    await expect(ask()).resolves.toMatchObject({ outcome: 'found' });
    await expect(ask()).rejects.toMatchObject({
      name: 'PartnerUnavailable',
      message: 'identity: not asked: it takes 1 calls a second, and others came first',
    });
    await expect(ask()).resolves.toMatchObject({ outcome: 'found' });
    await world.stop();
  });
});
