import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlainDate } from '../../../functions/kernel/dates.ts';
import { PP_01 } from '../../../infra/local/partners/fixtures.ts';
import { aWorld, type World } from './partners-world.ts';

describe('the control of the sandboxes over HTTP', () => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld();
  });
  afterEach(() => world.stop());

  const control = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${world.sandbox.baseUrl}/control${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const verify = () => world.partners.identity.verify({ nationalId: '53', consentId: 'c' }, world.call());

  it('says what it can be told', async () => {
    expect((await control('GET', '')).body).toMatchObject({
      controls: expect.arrayContaining(['POST /control/faults', 'DELETE /control/faults']) as unknown,
    });
  });

  it('knows nobody at first', async () => {
    expect(await verify()).toEqual({ outcome: 'unknown' });
  });

  it('loads people', async () => {
    expect(await control('POST', '/population', PP_01)).toEqual({ status: 200, body: {} });

    expect(await verify()).toMatchObject({ outcome: 'found' });
  });

  it('sets faults and ends them', async () => {
    await control('POST', '/faults', { target: 'identity', kind: 'refuse' });
    await expect(verify()).rejects.toMatchObject({ name: 'PartnerUnavailable' });

    await control('DELETE', '/faults?target=identity');
    await expect(verify()).resolves.toEqual({ outcome: 'unknown' });
  });

  it('records births, deaths and moves, and lists them', async () => {
    await control('POST', '/births', { childId: 'C1', birthDate: '2026-02-27', motherId: '53' });
    await control('POST', '/deaths', { subject: { childId: 'C1' }, on: '2026-02-28' });
    await control('POST', '/moves', { subject: { nationalId: '53' }, on: '2026-02-28', area: 'X' });

    expect((await control('GET', '/changes')).body).toMatchObject([{ kind: 'birth' }, { kind: 'death' }, { kind: 'move' }]);
  });

  it('moves to an instant and shows what was paid', async () => {
    await control('PATCH', '/settings', { settlementMinutes: 10 });
    const payee = { financialAddress: '+91', modality: '01' } as const;
    const lines = [{ requestId: 'L1', payee, amountMinor: 500, currency: 'JPY' }];
    await world.partners.rail.submitBatch({ correlationId: 'B', programmeId: 'P', callbackUrl: world.callbackUrl, lines }, world.call());

    await control('POST', '/tick', { at: '2026-03-01T08:09:59.000Z' });
    const early = (await control('GET', '/totals')).body;
    await control('POST', '/tick', { at: '2026-03-01T08:10:00.000Z' });

    expect(early).toEqual([]);
    expect((await control('GET', '/totals')).body).toEqual([{ currency: 'JPY', payments: 1, amountMinor: 500 }]);
    expect((await control('GET', '/payments')).body).toMatchObject([
      { requestId: 'L1', status: 'completed', completedAt: '2026-03-01T08:10:00.000Z' },
    ]);
  });

  it.each([
    ['an unknown fault', 'POST', '/faults', { target: 'identity', kind: 'moody' }, 400],
    ['an unknown target', 'POST', '/faults', { target: 'weather', kind: 'down' }, 400],
    ['a person without a name', 'POST', '/population', { people: [{ nationalId: '1' }] }, 400],
    ['an unknown control', 'GET', '/weather', undefined, 404],
  ])('refuses %s', async (_what, method, path, body, status) => {
    expect(await control(method, path, body)).toMatchObject({ status });
  });
});

describe('sandboxes with a file', () => {
  it('know after a restart what they knew, and still do what they owe', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'partners-'));
    const file = join(folder, 'partners.json');
    const notification = { requestId: 'b-1', consentId: 'c', motherName: 'Sowmya', birthDate: PlainDate.parse('2026-02-20') };

    const before = await aWorld({ file, seed: PP_01 });
    await before.partners.civilRegistry.registerBirth(notification, before.call());
    await before.stop();
    const after = await aWorld({ file });
    const person = await after.partners.identity.verify({ nationalId: '53', consentId: 'c' }, after.call());
    await after.pass(14 * 24 * 60);
    const status = await after.partners.civilRegistry.birthRegistrationStatus('b-1', after.call());
    await after.stop();
    await rm(folder, { recursive: true });

    expect(person).toMatchObject({ outcome: 'found' });
    expect(status).toMatchObject({ status: 'registered' });
  });
});

describe('sandboxes run alike', () => {
  it('give the same answers to the same calls at the same times', async () => {
    const run = async () => {
      const world = await aWorld({ seed: PP_01 });
      const lines = [{ requestId: 'L1', payee: { payeeIdentity: 'P1' }, amountMinor: 500, currency: 'JPY' }];
      const answer = await world.partners.rail.submitBatch(
        { correlationId: 'B', programmeId: 'P', callbackUrl: 'http://127.0.0.1:1/', lines },
        world.call(),
      );
      await world.pass(60);
      const payments = world.control.payments();
      await world.stop();
      return { answer, payments };
    };

    expect(await run()).toEqual(await run());
  });
});
