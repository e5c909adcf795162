import { jest } from '@jest/globals';
import type { FaultInput } from '../../infra/local/partners/faults.ts';
import { aCountry, type World } from '../support/country.ts';
import { aWorkerThere, known, register, registrationOf } from '../support/families.ts';

jest.setTimeout(120_000);

const NAMES = ['Radha', 'Sita', 'Gita', 'Uma', 'Lata', 'Maya', 'Rekha', 'Sunita', 'Kavita', 'Anita', 'Pooja', 'Nisha', 'Priya', 'Rani'];
const TO_APPROVAL = ['Determine approval', 'Approval needed?', 'Await approval'];
const TO_RAIL = ['Approved?', 'Check entitlement', 'Still entitled?', 'Instruct rail', "Rail's turn?", 'Await rail'];
const ANSWERED = ['Query status', "Rail's turn?", 'Payment closed'];

let world: World;
beforeAll(async () => {
  world = await aCountry({ environments: 4 });
  await aWorkerThere(world);
});
afterAll(() => world.stop());
afterEach(() => world.partners.control.clearFaults());

const path = (caseId: string) => world.path('Payment', caseId);
const minutesPass = async (minutes: number) => {
  await world.local.clock.advanceBy({ minutes });
  await world.settle();
};

/** An enrolled mother whose first instalment waits for approval. */
const awaitingApproval = async (n: number) => {
  const registration = registrationOf(n, {
    givenName: NAMES[n - 1] ?? '',
    birthDate: `1995-03-${String(n).padStart(2, '0')}`,
    lastMenstrualPeriodOn: '2023-11-20',
  });
  known(world, registration);
  const { caseId } = await register(world, registration);
  await world.expectDone(
    world.worker.call('POST', `/cases/${caseId}/visits`, {
      kind: 'antenatal',
      on: '2024-03-01',
      place: 'facility',
      occurrences: [{ type: 'anc' }],
    }),
  );
  return { caseId, phone: registration.mother.phone };
};

/** What the rail moved to a phone, and what it was asked to move. */
const railTo = (phone: string) => world.partners.control.payments().filter(({ paidTo }) => paidTo === phone);
const moneyOf = (phone: string) =>
  railTo(phone)
    .filter(({ status }) => status === 'completed')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
const linesOf = async (caseId: string) => (await world.supervisor.call('GET', `/cases/${caseId}/payments`)).body;

describe('a payment', () => {
  it('is approved by a second person, instructed, and confirmed by asking the rail', async () => {
    const { caseId, phone } = await awaitingApproval(1);
    expect(path(caseId)).toEqual(TO_APPROVAL);
    await world.decide(world.second, caseId, 'paymentApproval', 'approve');
    expect(path(caseId).slice(3)).toEqual(TO_RAIL);
    await minutesPass(2);

    expect(path(caseId).slice(9)).toEqual(ANSWERED);
    expect(moneyOf(phone)).toBe(300_000);
    expect(world.facts(caseId).filter((fact) => fact === 'PaymentConfirmed')).toHaveLength(1);
    expect(world.texts(phone).some((text) => text.includes('3,000'))).toBe(true);
  });

  it('is not made when the second person refuses', async () => {
    const { caseId, phone } = await awaitingApproval(2);
    await world.decide(world.second, caseId, 'paymentApproval', 'refuse');

    expect(path(caseId).slice(3)).toEqual(['Approved?', 'Refuse payment', 'Payment refused']);
    expect(railTo(phone)).toEqual([]);
    expect(world.facts(caseId)).toContain('PaymentRefused');
  });

  it('is not made when she has left without a claim to it before it was approved', async () => {
    const { caseId, phone } = await awaitingApproval(3);
    await world.expectDone(
      world.worker.call('POST', `/cases/${caseId}/life-events`, { kind: 'motherDied', on: world.today(), source: 'worker' }),
    );
    if ((await world.reviewsOf(caseId)).some(({ kind }) => kind === 'paymentApproval'))
      await world.decide(world.second, caseId, 'paymentApproval', 'approve');
    await minutesPass(5);

    expect(path(caseId).at(-1)).toMatch(/^Payment (closed|refused)$/);
    expect(railTo(phone)).toEqual([]);
  });

  it('is asked about when the rail never calls back', async () => {
    world.partners.control.setFault({ target: 'rail.callback', kind: 'silent' });
    const { caseId, phone } = await awaitingApproval(4);
    await world.decide(world.second, caseId, 'paymentApproval', 'approve');
    await minutesPass(50);
    expect(path(caseId).at(-1)).toBe('Await rail');
    await minutesPass(15);

    expect(path(caseId).slice(-3)).toEqual(ANSWERED);
    expect(moneyOf(phone)).toBe(300_000);
  });

  it.each<[string, number, FaultInput]>([
    ['calls back twice', 5, { target: 'rail.callback', kind: 'duplicate' }],
    ['calls back late', 6, { target: 'rail.callback', kind: 'late', minutes: 90 }],
    ['loses its answer to the instruction', 7, { target: 'rail.submit', kind: 'lostAnswer', times: 1 }],
    ['is down for the instruction', 8, { target: 'rail.submit', kind: 'down', times: 1 }],
    ['answers the instruction with garbage after taking it', 9, { target: 'rail.submit', kind: 'garbage', takesEffect: true, times: 1 }],
    ['is down for the status query', 10, { target: 'rail.detail', kind: 'down', times: 2 }],
  ])('is paid exactly once when the rail %s', async (_, n, fault) => {
    const { caseId, phone } = await awaitingApproval(n);
    world.partners.control.setFault(fault);
    await world.decide(world.second, caseId, 'paymentApproval', 'approve');
    await minutesPass(180);
    for (let days = 0; days < 3 && !world.facts(caseId).includes('PaymentConfirmed'); days += 1) await world.passDays(1);

    expect(railTo(phone)).toHaveLength(1);
    expect(moneyOf(phone)).toBe(300_000);
    expect(world.facts(caseId).filter((fact) => fact === 'PaymentConfirmed')).toHaveLength(1);
    expect(JSON.stringify(await linesOf(caseId))).toContain('"confirmed"');
  });

  it('is tried again under a new number when the rail failed it for a passing reason', async () => {
    world.partners.control.setFault({ target: 'rail.settlement', kind: 'partial', every: 1, reason: 'insufficient funds', times: 1 });
    const { caseId, phone } = await awaitingApproval(11);
    await world.decide(world.second, caseId, 'paymentApproval', 'approve');
    await minutesPass(5);
    expect(path(caseId).at(-1)).toBe('Await another try');
    await minutesPass(70);

    expect(path(caseId).slice(-3)).toEqual(ANSWERED);
    expect(moneyOf(phone)).toBe(300_000);
    expect(path(caseId).filter((state) => state === 'Instruct rail')).toHaveLength(2);
  });

  it('asks for another address when the account is closed', async () => {
    world.partners.control.setFault({ target: 'rail.settlement', kind: 'partial', every: 1, reason: 'account closed', times: 1 });
    const { caseId, phone } = await awaitingApproval(12);
    await world.decide(world.second, caseId, 'paymentApproval', 'approve');
    await minutesPass(5);

    expect(path(caseId).at(-1)).toBe('Payment closed');
    expect(moneyOf(phone)).toBe(0);
    expect((await world.reviewsOf(caseId)).map(({ kind }) => kind)).toContain('paymentAddress');
    expect(world.facts(caseId)).toContain('PaymentFailed');
  });

  it('is known to have come back, and she is told', async () => {
    world.partners.control.setFault({ target: 'rail.settlement', kind: 'returned', afterMinutes: 30, times: 1 });
    const { caseId, phone } = await awaitingApproval(13);
    await world.decide(world.second, caseId, 'paymentApproval', 'approve');
    await minutesPass(5);
    expect(world.facts(caseId)).toContain('PaymentConfirmed');
    await minutesPass(60);
    await world.passDays(1);

    expect(world.facts(caseId)).toContain('PaymentReturned');
    expect(moneyOf(phone)).toBe(0);
    expect((await world.reviewsOf(caseId)).map(({ kind }) => kind)).toContain('paymentAddress');
  });

  it('agrees with the rail to the last unit in the reconciliation', async () => {
    await world.passDays(1);
    const { body } = await world.manager.call('GET', '/reconciliations?limit=100');
    const days = body['items'] as readonly {
      day: string;
      balanced: boolean;
      ledgerSums: Record<string, number>;
      railSums: Record<string, number>;
    }[];
    const railTotal = world.partners.control.totals().reduce((sum, { amountMinor }) => sum + amountMinor, 0);

    expect(days.length).toBeGreaterThan(0);
    expect(days.filter(({ balanced }) => !balanced)).toEqual([]);
    const ledgerTotal = days.reduce((sum, { ledgerSums }) => sum + (ledgerSums['INR'] ?? 0), 0);
    expect(ledgerTotal).toBe(railTotal);
  });

  it('leaves nothing in a dead-letter queue', () => {
    expect(world.local.deadLetters()).toEqual([]);
  });
});
