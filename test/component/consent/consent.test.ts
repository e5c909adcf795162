import { allOf } from '../../../functions/casefile/files.ts';
import { Consents } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { getAgreement } from '../../../functions/consent/api/get-agreement.ts';
import { listAccesses } from '../../../functions/consent/api/list-accesses.ts';
import { listConsents } from '../../../functions/consent/api/list-consents.ts';
import { signConsent } from '../../../functions/consent/api/sign-consent.ts';
import { withdrawConsent } from '../../../functions/consent/api/withdraw-consent.ts';
import { findVerifiedConsent } from '../../../functions/consent/domain/consent-record.ts';
import { aConsentedCase } from '../../support/consented-case.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault, type CallOptions, type World } from '../../support/world.ts';

const AT = '2026-03-05T10:00:00.000Z';

describe('consents of a case', () => {
  let engine: Engine;
  let world: World;
  const needs = () => ({ files: world.files, table: world.table, vault: testVault });
  const sign = (caseId: string, body: unknown, options: CallOptions = {}) =>
    call(signConsent(needs()), { path: { caseId }, body, at: AT, ...options });
  const withdraw = (caseId: string, consentId: string, options: CallOptions = {}) =>
    call(withdrawConsent(needs()), { path: { caseId, consentId }, at: AT, ...options });
  const rootOf = async (caseId: string) => (await world.files.open(caseId, aContext(AT))).root;
  const verified = async (caseId: string, purpose: 'verification' | 'messages') =>
    findVerifiedConsent(await world.files.open(caseId, aContext(AT)), purpose, AT, (text) => testVault.hash('consent', text));

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(async () => {
    world = await aWorld(engine);
  });

  it('records a signed sheet, which counts from then on', async () => {
    const caseId = await aConsentedCase(world, { purposes: ['programme'] });
    expect(await verified(caseId, 'verification')).toBeUndefined();

    const answer = await sign(caseId, { method: 'paper', scanReference: 'scan-2', purposes: ['verification'] });

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ method: 'paper', scanReference: 'scan-2', state: 'signed', givenAt: AT });
    expect(answer.body).not.toHaveProperty('seal');
    expect(await verified(caseId, 'verification')).toMatchObject({ consentId: answer.body['consentId'] });
    expect(await world.factsOf(caseId)).toEqual(['ConsentGiven.v1']);
  });

  it.each<[string, unknown, string]>([
    ['paper without its scan', { method: 'paper', purposes: ['programme'] }, '#/body/scanReference'],
    ['a digital one that nobody attests', { method: 'digital', purposes: ['programme'] }, '#/body/attestedBy'],
    ['an unknown purpose', { method: 'paper', scanReference: 's', purposes: ['marketing'] }, '#/body/purposes/0'],
    ['no purpose', { method: 'paper', scanReference: 's', purposes: [] }, '#/body/purposes'],
    ['an unknown field', { method: 'paper', scanReference: 's', purposes: ['programme'], state: 'signed' }, '#/body/state'],
  ])('refuses %s', async (_what, body, pointer) => {
    const caseId = await aConsentedCase(world);

    const answer = await sign(caseId, body);

    expect(answer.status).toBe(400);
    expect((answer.body['errors'] as { pointer: string }[]).map((error) => error.pointer)).toContain(pointer);
    expect(await world.factsOf(caseId)).toEqual([]);
  });

  it('stops messages and questions to registers with a withdrawal, and tells what is no longer covered', async () => {
    const caseId = await aConsentedCase(world);
    const { consentId } = await rootOf(caseId);

    const answer = await withdraw(caseId, consentId);

    expect(answer.body).toMatchObject({ state: 'withdrawn', withdrawnAt: AT });
    expect(await rootOf(caseId)).toMatchObject({ messages: 'none', messagesBeforeWithdrawal: 'all' });
    expect(await verified(caseId, 'verification')).toBeUndefined();
    expect((await world.eventsOf(caseId)).at(-1)).toMatchObject({
      detailType: 'ConsentWithdrawn.v1',
      detail: { data: { consentId, purposes: ['verification', 'programme', 'messages', 'sharing'] } },
    });
  });

  it('keeps what another record covers', async () => {
    const caseId = await aConsentedCase(world);
    const { consentId } = await rootOf(caseId);
    await sign(caseId, { method: 'digital', attestedBy: 'worker-7', purposes: ['messages', 'programme'] });

    await withdraw(caseId, consentId);

    expect((await rootOf(caseId)).messages).toBe('all');
    expect((await world.eventsOf(caseId)).at(-1)?.detail.data['purposes']).toEqual(['verification', 'sharing']);
  });

  it('withdraws once, however often it is asked', async () => {
    const caseId = await aConsentedCase(world);
    const { consentId } = await rootOf(caseId);

    const [first, second] = [await withdraw(caseId, consentId), await withdraw(caseId, consentId, { at: '2026-03-06T10:00:00.000Z' })];

    expect(second.body).toEqual(first.body);
    expect((await world.factsOf(caseId)).filter((fact) => fact === 'ConsentWithdrawn.v1')).toHaveLength(1);
  });

  it('sends messages again as before, once she consents again; never to a mother who has died', async () => {
    const living = await aConsentedCase(world, { messages: 'motherOnly' });
    const dead = await aConsentedCase(world);
    for (const caseId of [living, dead]) await withdraw(caseId, (await rootOf(caseId)).consentId);
    await world.files.change(dead, aContext(AT), ({ root }) => ({
      root: { ...root, mother: { ...root.mother, diedOn: root.mother.birthDate } },
      answer: undefined,
    }));

    for (const caseId of [living, dead]) await sign(caseId, { method: 'paper', scanReference: 'scan-3', purposes: ['messages'] });

    expect((await rootOf(living)).messages).toBe('motherOnly');
    expect(await rootOf(living)).not.toHaveProperty('messagesBeforeWithdrawal');
    expect((await rootOf(dead)).messages).toBe('none');
  });

  it('knows no consent of another case', async () => {
    const caseId = await aConsentedCase(world);

    const answer = await withdraw(caseId, '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10');

    expect(answer).toMatchObject({ status: 404, body: { type: 'urn:nestling:problem:consent-not-found' } });
  });

  it('shows every record and whether its seal fits', async () => {
    const caseId = await aConsentedCase(world);
    await sign(caseId, { method: 'paper', scanReference: 'scan-2', purposes: ['messages'] });
    const file = await world.files.open(caseId, aContext(AT));
    const [old] = allOf(file, Consents).filter(({ scanReference }) => scanReference === 'scan-1');
    await world.files.change(caseId, aContext(AT), () => ({
      put: old === undefined ? [] : [place(Consents, { ...old, purposes: ['sharing'] })],
      answer: undefined,
    }));

    const answer = await call(listConsents(needs()), { path: { caseId }, at: AT });

    expect(answer.body['items']).toMatchObject([
      { scanReference: 'scan-2', intact: true },
      { scanReference: 'scan-1', intact: false },
    ]);
  });

  it('tells who looked at the record, newest first, a page at a time', async () => {
    const caseId = await aConsentedCase(world);
    for (const [day, user] of [
      ['06', 'ann'],
      ['07', 'bea'],
      ['08', 'cleo'],
    ] as const)
      await call(listConsents(needs()), { path: { caseId }, at: `2026-03-${day}T10:00:00.000Z`, user, groups: ['worker'] });
    const page = (query: Record<string, string>) => call(listAccesses(needs()), { path: { caseId }, query, at: AT });

    const first = await page({ limit: '2' });
    const second = await page({ limit: '2', cursor: String(first.body['next']) });

    expect(first.body['items']).toEqual([
      { at: '2026-03-08T10:00:00.000Z', by: 'user:cleo', why: 'consents' },
      { at: '2026-03-07T10:00:00.000Z', by: 'user:bea', why: 'consents' },
    ]);
    expect(second.body['items']).toEqual([
      { at: '2026-03-06T10:00:00.000Z', by: 'user:ann', why: 'consents' },
      { at: '2026-01-10T09:00:00.000Z', by: 'test', why: 'registration' },
    ]);
  });

  it('shows the agreement in her language', async () => {
    const answer = await call(getAgreement(), { query: { language: 'sw' }, at: AT });

    expect(answer.body).toMatchObject({
      id: 'mother-and-child-data',
      language: 'sw',
      purposes: { messages: expect.stringContaining('ujumbe') as string },
    });
  });

  describe('may', () => {
    it.each([
      [
        'read with the scope to write only',
        403,
        (caseId: string) => call(listConsents(needs()), { path: { caseId }, scopes: ['consent.write'] }),
      ],
      [
        'sign with the scope to read only',
        403,
        (caseId: string) => sign(caseId, { method: 'paper', scanReference: 's', purposes: ['programme'] }, { scopes: ['consent.read'] }),
      ],
      [
        'read what another partner registered',
        403,
        (caseId: string) => call(listConsents(needs()), { path: { caseId }, client: 'client-2', partner: true }),
      ],
      [
        'see who looked at what another partner registered',
        403,
        (caseId: string) => call(listAccesses(needs()), { path: { caseId }, client: 'client-2', partner: true }),
      ],
      [
        'read what it registered',
        200,
        (caseId: string) => call(listConsents(needs()), { path: { caseId }, client: 'client-1', partner: true }),
      ],
    ])('answers whoever wants to %s with %i', async (_what, status, attempt) => {
      expect((await attempt(await aConsentedCase(world))).status).toBe(status);
    });
  });
});
