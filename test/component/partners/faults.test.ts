import { PlainDate } from '../../../functions/kernel/dates.ts';
import type { FaultInput } from '../../../infra/local/partners/faults.ts';
import { PP_01 } from '../../../infra/local/partners/fixtures.ts';
import { aWorld, type World } from './partners-world.ts';

const consentId = 'consent-1';
const notification = { requestId: 'b-1', consentId, motherName: 'Sowmya', birthDate: PlainDate.parse('2026-02-20') };

/** Every question that goes out, by the name of its operation. */
const QUESTIONS: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'identity.read': ({ partners, call }) => partners.identity.verify({ nationalId: '53', consentId }, call()),
  'civilRegistry.read': ({ partners, call }) => partners.civilRegistry.findBirth({ childId: '5301', consentId }, call()),
  'civilRegistry.exists': ({ partners, call }) => partners.civilRegistry.existsChild({ childId: '5301', consentId }, call()),
  'civilRegistry.enrol': ({ partners, call }) => partners.civilRegistry.registerBirth(notification, call()),
  'civilRegistry.status': ({ partners, call }) => partners.civilRegistry.birthRegistrationStatus('b-1', call()),
  'civilRegistry.list': ({ partners, call }) => partners.civilRegistry.changesSince(undefined, 10, call()),
  'rail.register': ({ partners, call, callbackUrl }) =>
    partners.rail.registerBeneficiary(
      { payeeIdentity: 'P1', modality: '01', financialAddress: '+91', correlationId: 'r-1', callbackUrl },
      call(),
    ),
  'rail.lookup': ({ partners, call }) => partners.rail.lookupBeneficiaries(['P1'], 'l-1', call()),
  'rail.validate': ({ partners, call, callbackUrl }) =>
    partners.rail.validateAddresses(
      { correlationId: 'v-1', addresses: [{ id: 'v-1', modality: '01', financialAddress: '+91' }], callbackUrl },
      call(),
    ),
  'rail.submit': ({ partners, call, callbackUrl }) =>
    partners.rail.submitBatch(
      {
        correlationId: 's-1',
        programmeId: 'P',
        callbackUrl,
        lines: [{ requestId: 'L1', payee: { payeeIdentity: 'P1' }, amountMinor: 100, currency: 'INR' }],
      },
      call(),
    ),
  'rail.detail': ({ partners, call }) => partners.rail.batchDetail({ batchId: 'batch-1', lines: [] }, 0, call()),
  'rail.statement': ({ partners, call }) => partners.rail.statement(PlainDate.parse('2026-03-01'), 0, call()),
};

const next = { times: 1 } as const;
const FAULTS: readonly (readonly [string, (target: string) => FaultInput, string])[] = [
  ['is down', (target) => ({ target, ...next, kind: 'down' }), 'PartnerUnavailable'],
  ['refuses', (target) => ({ target, ...next, kind: 'refuse' }), 'PartnerUnavailable'],
  ['is slower than we wait', (target) => ({ target, ...next, kind: 'slow', delayMs: 3_000 }), 'PartnerUnavailable'],
  ['does it and loses the answer', (target) => ({ target, ...next, kind: 'lostAnswer' }), 'PartnerUnavailable'],
  ['answers no JSON', (target) => ({ target, ...next, kind: 'garbage' }), 'PartnerAnswerInvalid'],
  ['answers in another shape', (target) => ({ target, ...next, kind: 'garbage', form: 'wrongShape' }), 'PartnerAnswerInvalid'],
  ['is behind a mediator that fails', (target) => ({ target, ...next, kind: 'mediator' }), 'PartnerUnavailable'],
  ['answers endlessly', (target) => ({ target, ...next, kind: 'garbage', form: 'tooLarge' }), 'PartnerAnswerInvalid'],
];
/** The definition leaves the body of this answer open: whatever stands there, the result comes by callback. */
const answersAnyhow = (what: string, operation: string): boolean => operation === 'rail.validate' && what === 'answers in another shape';

describe.each(FAULTS)('a partner that %s', (what, fault, name) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld({
      seed: PP_01,
      endpoint: { timeoutMs: what === 'is slower than we wait' ? 500 : 5_000, breaker: { failures: 100 } },
    });
  });
  afterAll(() => world.stop());

  it.each(Object.entries(QUESTIONS).filter(([operation]) => !answersAnyhow(what, operation)))(
    `gives ${name} for %s, and the answer afterwards`,
    async (operation, ask) => {
      world.control.setFault(fault(operation));

      await expect(ask(world)).rejects.toMatchObject({ name });

      await expect(ask(world)).resolves.toBeDefined();
    },
  );
});

describe('a partner that is gone', () => {
  it('gives PartnerUnavailable', async () => {
    const world = await aWorld();
    await world.stop();

    const asked = world.partners.identity.verify({ nationalId: '53', consentId }, world.call());

    await expect(asked).rejects.toMatchObject({ name: 'PartnerUnavailable', message: 'identity: no answer: ECONNREFUSED' });
  });
});

describe('a fault', () => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld({ seed: PP_01 });
  });
  afterEach(() => world.stop());
  const ask = () => world.partners.identity.verify({ nationalId: '53', consentId }, world.call());

  it('of a whole partner strikes each of its operations and no other partner', async () => {
    world.control.setFault({ target: 'civilRegistry', kind: 'refuse' });

    await expect(QUESTIONS['civilRegistry.list']?.(world)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    await expect(QUESTIONS['civilRegistry.read']?.(world)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    await expect(ask()).resolves.toMatchObject({ outcome: 'found' });
  });

  it('lasts until it is cleared', async () => {
    world.control.setFault({ target: 'identity', kind: 'down' });

    await expect(ask()).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    await expect(ask()).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    world.control.clearFaults('identity');

    await expect(ask()).resolves.toMatchObject({ outcome: 'found' });
  });

  it('may let the call take effect before it goes wrong', async () => {
    world.control.setFault({ target: 'civilRegistry.enrol', kind: 'garbage', takesEffect: true, times: 1 });

    await expect(world.partners.civilRegistry.registerBirth(notification, world.call())).rejects.toMatchObject({
      name: 'PartnerAnswerInvalid',
    });

    expect(await world.partners.civilRegistry.birthRegistrationStatus('b-1', world.call())).toEqual({ status: 'pending' });
  });

  it.each(['identity.read', 'civilRegistry.read', 'civilRegistry.status', 'civilRegistry.list'])(
    'may be an answer about somebody else, or something else, which %s does not take',
    async (operation) => {
      await world.partners.civilRegistry.registerBirth(notification, world.call());
      world.control.recordDeath({ subject: { childId: '5301' }, on: '2026-02-28' });
      world.control.setFault({ target: operation, kind: 'wrong', times: 1 });

      await expect(QUESTIONS[operation]?.(world)).rejects.toMatchObject({ name: 'PartnerAnswerInvalid' });
    },
  );

  it('may be a call that arrives twice, and is one', async () => {
    world.control.setFault({ target: 'civilRegistry.enrol', kind: 'twice' });
    world.control.setFault({ target: 'rail.submit', kind: 'twice' });

    await world.partners.civilRegistry.registerBirth(notification, world.call());
    await QUESTIONS['rail.submit']?.(world);
    await world.pass(15 * 24 * 60);

    expect(world.control.changes()).toHaveLength(1);
    expect(world.control.payments().map(({ requestId }) => requestId)).toEqual(['L1']);
  });

  it('may be an answer to another message, which is taken for none of ours', async () => {
    world.control.setFault({ target: 'civilRegistry', kind: 'strayed', times: 1 });

    await expect(QUESTIONS['civilRegistry.exists']?.(world)).rejects.toMatchObject({
      message: 'civil registry: answer to another message',
    });
  });
});
