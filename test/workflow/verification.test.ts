import { jest } from '@jest/globals';
import { aCountry, type World } from '../support/country.ts';
import { aWorkerThere, birthOf, childOf, known, personOf, phoneOf, register, registrationOf } from '../support/families.ts';

jest.setTimeout(120_000);

let world: World;
beforeAll(async () => {
  world = await aCountry();
  await aWorkerThere(world);
});
afterAll(() => world.stop());
afterEach(() => world.partners.control.clearFaults());

const verified = (caseId: string) => world.path('Verification', caseId);
const statusOf = async (caseId: string) => (await world.caseOf(caseId))['status'];
const supervisorDecides = (caseId: string, decision: string) => world.decide(world.supervisor, caseId, 'verification', decision);

const UP_TO_THE_ANSWERS = [
  'Birth registration awaited?',
  'Check consent',
  'Ask the registries',
  'Verify identity',
  'Verify births',
  'Compare answers',
  'Verified?',
];
/** Branches run side by side: their states come in any order. */
const inAnyOrder = (path: readonly string[]) => [...path].sort();

describe('the verification of a registration', () => {
  it('passes when the registries say the same', async () => {
    const registration = registrationOf(1, { lastMenstrualPeriodOn: '2023-11-20' });
    known(world, registration);
    const { caseId } = await register(world, registration);

    expect(inAnyOrder(verified(caseId))).toEqual(inAnyOrder([...UP_TO_THE_ANSWERS, 'Accept verification', 'All verified?', 'Verified']));
    expect(await world.caseOf(caseId)).toMatchObject({ status: 'enrolled' });
  });

  it('asks about each child of twins', async () => {
    const twins = [childOf(21, '2024-02-20', { birthOrder: 1 }), childOf(22, '2024-02-20', { birthOrder: 2, givenName: 'Nisha' })];
    const registration = registrationOf(2, {
      givenName: 'Sita',
      birthDate: '1995-01-02',
      lastMenstrualPeriodOn: '2023-05-20',
      children: twins,
    });
    known(world, registration);
    const { caseId } = await register(world, registration);

    expect(verified(caseId).filter((state) => state === 'Verify birth')).toHaveLength(2);
    expect(verified(caseId).at(-1)).toBe('Verified');
  });

  it('lets a person decide where a register differs: accepted, the case goes on', async () => {
    const registration = registrationOf(3, { givenName: 'Gita', birthDate: '1996-01-03', lastMenstrualPeriodOn: '2023-11-20' });
    known(world, registration);
    world.partners.control.loadPopulation({ people: [{ ...personOf(registration), birthDate: '1996-03-01' }] });
    const { caseId } = await register(world, registration);
    expect(verified(caseId).at(-1)).toBe('Open review');
    expect(await statusOf(caseId)).toBe('inVerificationReview');
    const [review] = await world.reviewsOf(caseId);
    expect(JSON.stringify(review?.['differences'])).toContain('1996-03-01');

    expect((await supervisorDecides(caseId, 'accept')).status).toBe(200);
    expect(verified(caseId).slice(-6)).toEqual([
      'Accepted?',
      'Record acceptance',
      'Births to be registered?',
      'Accept verification',
      'All verified?',
      'Verified',
    ]);
    expect(await statusOf(caseId)).toBe('enrolled');
  });

  it('ends when a person refuses', async () => {
    const registration = registrationOf(4, { givenName: 'Uma', birthDate: '1996-01-04', lastMenstrualPeriodOn: '2023-11-20' });
    known(world, registration);
    world.partners.control.loadPopulation({ people: [{ ...personOf(registration), familyName: 'Banerjee' }] });
    const { caseId } = await register(world, registration);
    await supervisorDecides(caseId, 'refuse');

    expect(verified(caseId).slice(-3)).toEqual(['Accepted?', 'Refuse verification', 'Not verified']);
    expect(await statusOf(caseId)).toBe('refused');
    expect(world.runs('Eligibility', caseId)).toEqual([]);
  });

  it('asks a person about a mother whom the population registry does not know', async () => {
    const { caseId } = await register(
      world,
      registrationOf(5, { givenName: 'Lata', birthDate: '1996-01-05', lastMenstrualPeriodOn: '2023-11-20' }),
    );

    expect(verified(caseId).at(-1)).toBe('Open review');
    expect(JSON.stringify((await world.reviewsOf(caseId))[0]?.['about'])).toContain('notInPopulationRegistry');
  });

  it('verifies a mother without a national number by a person', async () => {
    const registration = registrationOf(6, {
      nationalId: null,
      givenName: 'Rekha',
      birthDate: '1996-01-06',
      lastMenstrualPeriodOn: '2023-11-20',
    });
    const { caseId } = await register(world, registration);
    expect(verified(caseId).at(-1)).toBe('Open review');
    await supervisorDecides(caseId, 'accept');

    expect(verified(caseId).at(-1)).toBe('Verified');
    expect(world.facts(caseId)).toContain('CaseVerified');
  });

  it('asks nobody without her consent, and begins anew when it comes', async () => {
    const registration = registrationOf(7, {
      givenName: 'Savita',
      birthDate: '1996-01-07',
      lastMenstrualPeriodOn: '2023-11-20',
      purposes: ['programme', 'messages'],
    });
    known(world, registration);
    const asked = () => world.partners.control.calls()['identity.read'] ?? world.partners.control.calls()['identity.verify'] ?? 0;
    const before = asked();
    const { caseId } = await register(world, registration);
    expect(verified(caseId)).toEqual(['Birth registration awaited?', 'Check consent', 'Record missing consent', 'Consent withheld']);
    expect(asked()).toBe(before);

    await world.expectDone(
      world.worker.call('POST', `/cases/${caseId}/consents`, {
        method: 'paper',
        scanReference: 'scan-7b',
        purposes: ['verification', 'programme', 'messages'],
      }),
    );
    expect(verified(caseId).at(-1)).toBe('Verified');
    expect(await world.reviewsOf(caseId)).toEqual([]);
  });

  it.each(['down', 'refuse', 'garbage'] as const)(
    'parks the case when the identity service is %s, and goes on when it is back',
    async (kind) => {
      const n = { down: 8, refuse: 9, garbage: 10 }[kind];
      const registration = registrationOf(n, {
        givenName: 'Pooja',
        familyName: kind,
        birthDate: `1993-01-${String(n).padStart(2, '0')}`,
        lastMenstrualPeriodOn: '2023-11-20',
      });
      known(world, registration);
      world.partners.control.setFault({ target: 'identity', kind });
      const { caseId } = await register(world, registration);
      await world.local.clock.advanceBy({ minutes: 5 });
      await world.settle();
      expect(verified(caseId).slice(-2)).toEqual(['Park case', 'Waiting for another try']);
      expect(await statusOf(caseId)).toBe('parked');

      world.partners.control.clearFaults();
      await world.passDays(1);
      expect(world.runs('Verification', caseId).length).toBeGreaterThan(1);
      expect(verified(caseId).at(-1)).toBe('Verified');
      expect(world.facts(caseId).filter((fact) => fact === 'MotherEnrolled')).toHaveLength(1);
    },
  );

  it('forwards a birth that nobody registered, and waits for its number', async () => {
    const { nationalId: _none, certificate: _neither, ...child } = childOf(11, '2024-02-25');
    const registration = registrationOf(11, {
      givenName: 'Kavita',
      birthDate: '1996-01-11',
      lastMenstrualPeriodOn: '2023-05-28',
      children: [child],
    });
    known(world, registration);
    const { caseId } = await register(world, registration);
    expect(verified(caseId).slice(-4)).toEqual([
      'Verified?',
      'Request birth registrations',
      'Request birth registration',
      'Birth registration awaited',
    ]);
    expect(await statusOf(caseId)).toBe('awaitingBirthRegistration');

    await world.passDays(16);
    expect(verified(caseId).at(-1)).toBe('Verified');
    expect(world.facts(caseId)).toContain('BirthRegistrationCompleted');
    expect(await statusOf(caseId)).toBe('enrolled');
  });

  it('opens a review when the civil registry says that the child is another mother’s', async () => {
    const child = childOf(12, '2024-02-20');
    const registration = registrationOf(12, {
      givenName: 'Rani',
      birthDate: '1996-01-12',
      lastMenstrualPeriodOn: '2023-05-20',
      children: [child],
    });
    known(world, registration);
    world.partners.control.loadPopulation({ births: [{ ...birthOf(registration, child), motherId: 'IN-SOMEBODY-ELSE' }] });
    const { caseId } = await register(world, registration);

    expect(verified(caseId).at(-1)).toBe('Open review');
    expect(JSON.stringify((await world.reviewsOf(caseId))[0]?.['differences'])).toContain('motherNationalId');
  });

  it('tells more people of a review that nobody looks at', async () => {
    const { caseId } = await register(
      world,
      registrationOf(13, { givenName: 'Anita', birthDate: '1996-01-13', lastMenstrualPeriodOn: '2023-11-20' }),
    );
    await world.passDays(9);

    const [review] = await world.reviewsOf(caseId);
    expect(world.facts(caseId)).toContain('ReviewOverdue');
    expect(review).toMatchObject({ status: 'open' });
    expect(verified(caseId).at(-1)).toBe('Open review');
  });

  it('leaves no text unsent to a mother who was told', () => {
    expect(world.texts(phoneOf(1)).length).toBeGreaterThanOrEqual(3);
    expect(world.local.deadLetters()).toEqual([]);
    expect(world.local.lost()).toEqual([]);
  });
});
