import { jest } from '@jest/globals';
import { aCountry, type World } from '../support/country.ts';
import { childOf, known, phoneOf, register, registrationOf, type Mother } from '../support/families.ts';

jest.setTimeout(120_000);

const LMP = '2023-11-20';
const ELIGIBLE_PATH = ['Determine eligibility', 'Review needed?', 'Record decision', 'Eligible?', 'Eligible'];
const ENROLLED_PATH = [
  'Assign programme number',
  'Confirm payment address',
  'Assign care worker',
  'Open account',
  'Enrol mother',
  'Enrolled',
];

let world: World;
beforeAll(async () => {
  world = await aCountry();
  await world.expectDone(
    world.manager.call('POST', '/workers', { workerId: 'asha-1', displayName: 'Lakshmi', areas: ['gaya-7'], capacity: 50 }),
  );
});
afterAll(() => world.stop());
afterEach(() => world.partners.control.clearFaults());

const names = ['Radha', 'Sita', 'Gita', 'Uma', 'Lata', 'Maya', 'Rekha', 'Sunita', 'Kavita', 'Anita', 'Pooja', 'Nisha', 'Priya', 'Rani'];
const registered = async (n: number, more: Mother = {}) => {
  const registration = registrationOf(n, {
    givenName: names[n - 1] ?? '',
    birthDate: `1995-02-${String(n).padStart(2, '0')}`,
    lastMenstrualPeriodOn: LMP,
    ...more,
  });
  known(world, registration);
  const { caseId } = await register(world, registration);
  return { caseId, phone: registration.mother.phone };
};
const statusOf = async (caseId: string) => (await world.caseOf(caseId))['status'];
/** Excluded under PMMVY 2.0, where a worker looks at every refusal. */
const EXCLUDED = { applicant: { categories: ['SC'], employment: 'state_government_regular', bankAccount: 'own', livingChildren: 0 } };

describe('eligibility', () => {
  it('is decided by the rules when the programme asks nobody else', async () => {
    const { caseId } = await registered(1);

    expect(world.path('Eligibility', caseId)).toEqual(ELIGIBLE_PATH);
    expect(world.path('Enrolment', caseId)).toEqual(ENROLLED_PATH);
    expect(await world.caseOf(caseId)).toMatchObject({ status: 'enrolled' });
  });

  it('is looked at by a worker when the rules refuse, and stands as the worker says', async () => {
    const { caseId, phone } = await registered(2, EXCLUDED);
    expect(world.path('Eligibility', caseId)).toEqual(['Determine eligibility', 'Review needed?', 'Await review']);
    expect(await statusOf(caseId)).toBe('inEligibilityReview');

    await world.decide(world.supervisor, caseId, 'eligibility', 'ineligible');
    expect(world.path('Eligibility', caseId).slice(3)).toEqual(['Decided?', 'Record decision', 'Eligible?', 'Not eligible']);
    expect(await statusOf(caseId)).toBe('ineligible');
    expect(world.texts(phone).at(-1)).toContain('30 days');
    expect(world.runs('Enrolment', caseId)).toEqual([]);
  });

  it('may be granted by the worker against the rules', async () => {
    const { caseId } = await registered(3, EXCLUDED);
    await world.decide(world.supervisor, caseId, 'eligibility', 'eligible');

    expect(world.path('Eligibility', caseId).at(-1)).toBe('Eligible');
    expect(await statusOf(caseId)).toBe('enrolled');
  });

  it('waits for a person where the programme has no version for her time, and is applied again when asked', async () => {
    // PMMVY 2.0 begins on 2022-04-01, and her last period decides
    const { caseId, phone } = await registered(14, { lastMenstrualPeriodOn: '2022-03-10', children: [childOf(14, '2022-12-08')] });
    expect(world.path('Eligibility', caseId)).toEqual(['Determine eligibility', 'Review needed?', 'Await review']);
    expect(await statusOf(caseId)).toBe('inEligibilityReview');

    await world.decide(world.supervisor, caseId, 'eligibility', 'applyAgain');
    expect(world.runs('Eligibility', caseId)).toHaveLength(2);
    expect(await statusOf(caseId)).toBe('inEligibilityReview');

    await world.decide(world.supervisor, caseId, 'eligibility', 'ineligible');
    expect(await statusOf(caseId)).toBe('ineligible');
    expect(world.texts(phone).at(-1)).toContain('not in force');
  });

  it('is ruled upon appeal by a second person only, and enrols her when the appeal is upheld', async () => {
    const { caseId } = await registered(4, EXCLUDED);
    await world.decide(world.supervisor, caseId, 'eligibility', 'ineligible');
    const decisions = (await world.supervisor.call('GET', `/cases/${caseId}/decisions`)).body['items'] as readonly {
      decisionId: string;
      grounds: unknown[];
    }[];
    expect(decisions[0]?.grounds.length).toBeGreaterThan(0);
    await world.expectDone(
      world.worker.call('POST', `/cases/${caseId}/appeals`, {
        decisionId: decisions[0]?.decisionId,
        grounds: 'She left that post in January.',
      }),
    );

    expect((await world.decide(world.supervisor, caseId, 'appeal', 'eligible')).status).toBe(403);
    expect(await statusOf(caseId)).toBe('ineligible');
    expect((await world.decide(world.second, caseId, 'appeal', 'eligible')).status).toBe(200);
    expect(await statusOf(caseId)).toBe('enrolled');
    expect(world.path('Enrolment', caseId)).toEqual(ENROLLED_PATH);
  });

  it('stands when an appeal is dismissed, and she is told', async () => {
    const { caseId, phone } = await registered(5, EXCLUDED);
    await world.decide(world.supervisor, caseId, 'eligibility', 'ineligible');
    const decisions = (await world.supervisor.call('GET', `/cases/${caseId}/decisions`)).body['items'] as readonly { decisionId: string }[];
    await world.expectDone(
      world.worker.call('POST', `/cases/${caseId}/appeals`, { decisionId: decisions[0]?.decisionId, grounds: 'She disagrees.' }),
    );
    const told = world.texts(phone).length;
    await world.decide(world.second, caseId, 'appeal', 'ineligible');

    expect(await statusOf(caseId)).toBe('ineligible');
    expect(world.facts(caseId)).toContain('AppealDismissed');
    expect(world.texts(phone)).toHaveLength(told + 1);
  });

  it('is superseded when her facts are corrected during the review', async () => {
    const { caseId } = await registered(6, EXCLUDED);
    await world.expectDone(
      world.supervisor.call('POST', `/cases/${caseId}/corrections`, {
        changes: [{ field: '/applicant/employment', value: 'none' }],
        reason: 'Letter of resignation seen.',
      }),
    );
    if ((await world.reviewsOf(caseId)).some(({ kind }) => kind === 'correction'))
      await world.decide(world.second, caseId, 'correction', 'approve');

    expect(world.runs('Eligibility', caseId).map(({ history }) => history.at(-1)?.state)).toEqual(['Superseded', 'Eligible']);
    expect(await statusOf(caseId)).toBe('enrolled');
  });
});

describe('enrolment', () => {
  it('goes on without an address when the rail is down, and confirms it when the rail is back', async () => {
    world.partners.control.setFault({ target: 'rail', kind: 'down' });
    const { caseId } = await registered(7);
    await world.local.clock.advanceBy({ hours: 12 });
    await world.settle();
    expect(world.path('Enrolment', caseId)).toEqual([...ENROLLED_PATH.slice(0, 2), 'Leave address unconfirmed', ...ENROLLED_PATH.slice(2)]);
    expect(await statusOf(caseId)).toBe('enrolled');
    expect(world.facts(caseId)).not.toContain('PaymentAddressConfirmed');

    world.partners.control.clearFaults();
    await world.passDays(2);
    expect(world.facts(caseId)).toContain('PaymentAddressConfirmed');
  });

  it('enrols her although the rail refuses the address, and asks for another', async () => {
    world.partners.control.loadPopulation({ accounts: [{ financialAddress: phoneOf(8), status: 'closed' }] });
    const registration = registrationOf(8, { givenName: 'Sunita', birthDate: '1995-02-08', lastMenstrualPeriodOn: LMP });
    known(world, registration);
    world.partners.control.loadPopulation({ accounts: [{ financialAddress: phoneOf(8), status: 'closed' }] });
    const { caseId } = await register(world, registration);

    expect(world.path('Enrolment', caseId)).toEqual(ENROLLED_PATH);
    expect((await world.reviewsOf(caseId)).map(({ kind }) => kind)).toContain('paymentAddress');
    expect(world.facts(caseId)).toContain('PaymentAddressRefused');
  });

  it('assigns the first worker who comes to an area that had none', async () => {
    const { caseId } = await registered(9, { area: 'nowhere-1' });
    expect(await statusOf(caseId)).toBe('enrolled');
    expect(world.facts(caseId)).toContain('WorkerMissing');
    await world.expectDone(
      world.manager.call('POST', '/workers', { workerId: 'asha-9', displayName: 'Meera', areas: ['nowhere-1'], capacity: 5 }),
    );
    await world.passDays(2);

    expect(world.facts(caseId)).toContain('WorkerAssigned');
  });

  it('leaves nothing in a dead-letter queue', () => {
    expect(world.local.deadLetters()).toEqual([]);
    expect(world.local.lost()).toEqual([]);
  });
});
