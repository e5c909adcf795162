import { allOf } from '../../../functions/casefile/files.ts';
import { getVerification } from '../../../functions/verification/api/get-verification.ts';
import { restartVerification } from '../../../functions/verification/api/restart-verification.ts';
import { Verifications } from '../../../functions/verification/records.ts';
import { aConsentedCase } from '../../support/consented-case.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, call, type CallOptions } from '../../support/world.ts';
import { aVerificationWorld, MOTHER, type VerificationWorld } from './verification-world.ts';
import { looksAt } from '../../support/looks.ts';

describe('the verification of a case over HTTP', () => {
  let engine: Engine;
  let world: VerificationWorld;
  const restart = (caseId: string, options: CallOptions = {}) =>
    call(restartVerification(world), { path: { caseId }, body: {}, at: world.at(), user: 'sue', groups: ['supervisor'], ...options });
  const read = (caseId: string, options: CallOptions = {}) =>
    call(getVerification(world), { path: { caseId }, at: world.at(), ...options });

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(async () => {
    world = await aVerificationWorld(engine);
  });
  afterEach(() => world.stop());

  it('shows where it stands and why, without a value of a register', async () => {
    const caseId = await world.register({ mother: { ...MOTHER, birthDate: '1996-05-15' } });

    const answer = await read(caseId, { user: 'ann', groups: ['worker'] });

    expect(answer.body).toMatchObject({
      status: 'inVerificationReview',
      verification: { state: 'inReview', attempts: 0, reasons: ['difference'] },
      children: [{ outcome: 'open', birthRegistered: true }],
    });
    expect(answer.text).not.toContain('1996-05-15');
    expect(await looksAt(world.table, caseId)).toMatchObject([{ by: 'user:ann', why: 'verification' }]);
  });

  it('begins anew after a refusal, once', async () => {
    const caseId = await world.register({ mother: { ...MOTHER, birthDate: '1996-05-15' } });
    await world.decide(caseId, await world.openReview(caseId), 'refuse');

    const headers = { 'idempotency-key': 'again-1' };
    const [first, second] = [await restart(caseId, { headers }), await restart(caseId, { headers })];
    await world.settle();

    expect(first).toMatchObject({ status: 202, body: { caseId, status: 'registered' } });
    expect(second.body).toEqual(first.body);
    expect((await world.fileOf(caseId)).status).toBe('inVerificationReview');
    expect((await world.facts(caseId)).filter((fact) => fact === 'VerificationRequested')).toHaveLength(1);
  });

  it('takes the place of a run whose review is still open', async () => {
    const caseId = await world.register({ mother: { ...MOTHER, birthDate: '1996-05-15' } });

    await restart(caseId);
    await world.settle();

    const { reviews } = await world.fileOf(caseId);
    expect(reviews.map(({ status, decision }) => [status, decision]).sort()).toEqual([
      ['decided', 'superseded'],
      ['open', undefined],
    ]);
    expect(world.runs()[0]?.path.at(-1)).toBe('Nothing to verify');
  });

  it('refuses what is verified, and a child that has no verification of its own', async () => {
    const caseId = await world.register();
    const childId = '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77';

    expect(await restart(caseId)).toMatchObject({
      status: 409,
      body: { type: 'urn:nestling:problem:status-refuses', currentStatus: 'verified' },
    });
    expect((await restart(caseId, { body: { childId } })).status).toBe(404);
  });

  it('changes nothing when a run is asked for twice at the same moment', async () => {
    const caseId = await aConsentedCase(world.world);

    await Promise.all([restart(caseId), restart(caseId)]);

    expect(allOf(await world.files.open(caseId, aContext(world.at())), Verifications)).toMatchObject([{ state: 'running', attempts: 0 }]);
  });

  it.each<[string, CallOptions, number]>([
    ['a worker', { groups: ['worker'] }, 403],
    ['a supervisor without the scope', { scopes: ['verification.read'] }, 403],
    ['a partner that did not register it', { partner: true, client: 'client-2' }, 403],
  ])('may not be begun anew by %s', async (_who, options, status) => {
    const caseId = await world.register();

    // a partner is a machine: it has no user
    const answer = await call(restartVerification(world), {
      path: { caseId },
      body: {},
      at: world.at(),
      ...('partner' in options ? {} : { user: 'una', groups: ['supervisor'] }),
      ...options,
    });

    expect(answer.status).toBe(status);
  });
});
