import { allOf } from '../../../functions/casefile/files.ts';
import { Children, Occurrences } from '../../../functions/casefile/case.ts';
import { BirthRegistrations, SealedFindings, Verifications } from '../../../functions/verification/records.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { testVault } from '../../support/world.ts';
import { aVerificationWorld, CHILD, KNOWN, MOTHER, type VerificationWorld } from './verification-world.ts';

describe('the verification of a case', () => {
  let engine: Engine;
  let world: VerificationWorld;
  const begin = async (options: Parameters<typeof aVerificationWorld>[1] = {}) => (world = await aVerificationWorld(engine, options));

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.stop());

  it('passes when both registers agree, and keeps the numbers that the civil registry gave', async () => {
    await begin();

    const caseId = await world.register();

    const file = await world.fileOf(caseId);
    expect(file.root).toMatchObject({ status: 'verified', verified: { how: 'registries' } });
    const [child] = allOf(file, Children);
    expect(child).toMatchObject({ birthRegistered: true, verification: { outcome: 'verified' } });
    expect(await testVault.open(child?.certificate ?? '', child?.childId ?? '')).toBe('BC-53');
    expect(world.runs().map(({ path }) => path)).toEqual([
      expect.arrayContaining(['Check consent', 'Verify identity', 'Verify birth', 'Compare answers', 'Accept verification', 'Verified']),
    ]);
    expect(await world.facts(caseId)).toContain('CaseVerified');
  });

  it('lays differences before a person, with a due day, and passes when they are accepted', async () => {
    await begin();
    const caseId = await world.register({ mother: { ...MOTHER, birthDate: '1996-05-15' } });
    const review = await world.openReview(caseId);

    expect(review).toMatchObject({
      kind: 'verification',
      options: ['accept', 'refuse'],
      dueOn: '2026-03-08',
      differences: [{ field: 'mother.birthDate', source: 'identity', registered: '1996-05-15', found: '1996-05-14' }],
    });
    await world.decide(caseId, review, 'accept');

    const file = await world.fileOf(caseId);
    expect(file.root).toMatchObject({ status: 'verified', verified: { how: 'review' } });
    expect(allOf(file, SealedFindings)).toEqual([]);
  });

  it('is refused by a person for its reason, and begins anew when the mother is corrected', async () => {
    await begin();
    const caseId = await world.register({ mother: { ...MOTHER, nationalId: '99' } });
    const review = await world.openReview(caseId);

    expect(review.about).toMatchObject({ reason: 'notInPopulationRegistry', subjects: ['mother'] });
    await world.decide(caseId, review, 'refuse');
    expect((await world.fileOf(caseId)).status).toBe('refused');
    expect((await world.files.history(caseId)).find(({ detailType }) => detailType === 'VerificationRefused.v1')?.detail.data).toEqual({
      reason: 'notInPopulationRegistry',
    });

    world.control.loadPopulation({
      people: [{ nationalId: '99', givenName: 'Sowmya', familyName: 'Krishnamurti', birthDate: '1996-05-14' }],
      births: [{ childId: '9901', birthDate: '2026-02-20', motherId: '99' }],
    });
    await world.hear(caseId, 'CaseCorrected.v1', { correctionId: crypto.randomUUID(), fields: ['mother.nationalId'] });
    expect((await world.fileOf(caseId)).status).toBe('verified');
  });

  it('goes the alternate way for a mother without a national number', async () => {
    await begin();
    const { nationalId: _none, ...mother } = MOTHER;
    const caseId = await world.register({ mother, children: [{ ...CHILD, certificate: 'BC-53' }] });
    const review = await world.openReview(caseId);

    expect(review.about).toMatchObject({ reason: 'noNationalId' });
    await world.decide(caseId, review, 'accept');

    expect((await world.fileOf(caseId)).root).toMatchObject({ status: 'verified', verified: { how: 'alternatePath' } });
  });

  it('lays a child that the registry gives to another mother before a person', async () => {
    await begin({ population: { ...KNOWN, births: [{ childId: '5301', certificate: 'BC-53', birthDate: '2026-02-20', motherId: '77' }] } });

    const caseId = await world.register({ children: [{ ...CHILD, certificate: 'BC-53' }] });

    expect(await world.openReview(caseId)).toMatchObject({
      about: { reason: 'childOfAnotherMother' },
      differences: [{ field: 'child.motherNationalId' }],
    });
  });

  it('parks a case while a register is down, tries again with growing pauses, and shows it to a person after the last', async () => {
    await begin();
    world.control.setFault({ target: 'identity', kind: 'refuse' });

    const caseId = await world.register();
    expect((await world.fileOf(caseId)).root).toMatchObject({ status: 'parked', verificationAttempts: 1 });
    await world.pass({ hours: 60 });

    const retries = (await world.files.history(caseId)).filter(({ detailType }) => detailType === 'VerificationParked.v1');
    const pauses = retries.map(({ at, detail }) => (Date.parse(String(detail.data['retryAt'])) - Date.parse(at)) / 60_000);
    expect(pauses).toEqual([15, 60, 240, 1440, 1440, 1440]);
    const review = await world.openReview(caseId);
    expect(review).toMatchObject({ about: { reason: 'partnerUnavailable' }, options: ['tryAgain', 'accept', 'refuse'] });

    world.control.clearFaults();
    await world.decide(caseId, review, 'tryAgain');
    expect((await world.fileOf(caseId)).root).toMatchObject({ status: 'verified', verificationAttempts: 0 });
  });

  it('parks a case when a register answers garbage', async () => {
    await begin();
    world.control.setFault({ target: 'civilRegistry', kind: 'garbage' });

    const caseId = await world.register();

    expect(allOf(await world.fileOf(caseId), Verifications)).toMatchObject([{ state: 'parked', reasons: ['PartnerAnswerInvalid'] }]);
  });

  it('asks no register without a consent to it, and goes on when one arrives', async () => {
    await begin();
    const caseId = await world.register({ consent: { method: 'paper', scanReference: 'scan-1', purposes: ['programme'] } });

    expect(world.control.calls()).toEqual({});
    expect(await world.openReview(caseId)).toMatchObject({ about: { reason: 'consentMissing' }, options: ['checkAgain', 'refuse'] });
    expect((await world.fileOf(caseId)).status).toBe('inVerificationReview');

    await world.signConsent(caseId);
    const file = await world.fileOf(caseId);
    expect(file.status).toBe('verified');
    expect(file.reviews).toMatchObject([{ status: 'decided', decision: 'consentGiven' }]);
  });

  it('does not trust a consent record that was changed after it was sealed', async () => {
    await begin();
    const caseId = await world.register({ consent: { method: 'paper', scanReference: 'scan-1', purposes: ['programme'] } });
    await world.forgeConsent(caseId);

    await world.decide(caseId, await world.openReview(caseId), 'checkAgain');

    expect(world.control.calls()).toEqual({});
    expect(await world.openReview(caseId)).toMatchObject({ about: { reason: 'consentMissing' } });
  });

  it('forwards an unregistered birth, awaits its number day by day, and verifies the child with it', async () => {
    await begin({ population: { people: KNOWN.people ?? [] }, birthRegistrationDays: 5 });
    const caseId = await world.register();
    expect((await world.fileOf(caseId)).status).toBe('awaitingBirthRegistration');

    await world.pass({ days: 7 });

    const file = await world.fileOf(caseId);
    expect(file.status).toBe('verified');
    const [child] = allOf(file, Children);
    expect(child).toMatchObject({
      birthRegistered: true,
      nationalId: expect.any(String) as string,
      certificate: expect.any(String) as string,
    });
    expect(allOf(file, Occurrences).filter(({ source }) => source === 'birthRegistered')).toMatchObject([
      { childId: child?.childId, on: '2026-03-07' },
    ]);
    expect(await world.facts(caseId)).toEqual(
      expect.arrayContaining(['BirthRegistrationRequested', 'BirthRegistrationCompleted', 'CaseVerified']),
    );
    expect(world.control.calls()['civilRegistry.enrol']).toBe(1);
    expect(world.control.calls()['civilRegistry.status']).toBe(6);
  });

  it('lays a number that stands in another case before a person', async () => {
    await begin();
    await world.register({
      mother: { ...MOTHER, nationalId: '60', givenName: 'Asha', birthDate: '1990-01-01' },
      children: [{ ...CHILD, certificate: 'BC-53' }],
    });

    const caseId = await world.register();

    expect(await world.openReview(caseId)).toMatchObject({ about: { reason: 'childAlreadyRegistered' } });
    expect(allOf(await world.fileOf(caseId), Children)).toMatchObject([{ birthRegistered: false }]);
  });

  it('lays a number that birth registration gave and another case holds before a person', async () => {
    await begin({ population: { people: KNOWN.people ?? [] }, birthRegistrationDays: 2 });
    const caseId = await world.register();
    await world.pass({ days: 2 });
    const { childId, certificate } = world.control.changes().find(({ kind }) => kind === 'birth') ?? {};
    expect([childId, certificate]).toEqual([expect.any(String), expect.any(String)]);
    await world.register({ mother: { ...MOTHER, nationalId: '60' }, children: [{ ...CHILD, nationalId: childId, certificate }] });

    await world.pass({ days: 1 });

    expect(await world.openReview(caseId)).toMatchObject({ about: { reason: 'childAlreadyRegistered' }, options: ['accept', 'refuse'] });
  });

  it('lets a person decide when birth registration refuses', async () => {
    await begin({ population: { people: KNOWN.people ?? [] } });
    const caseId = await world.register();
    world.control.refuseBirthRegistration(allOf(await world.fileOf(caseId), BirthRegistrations)[0]?.reference ?? '');

    await world.pass({ days: 1 });

    expect(await world.openReview(caseId)).toMatchObject({ about: { reason: 'birthRegistrationRefused' }, options: ['accept', 'refuse'] });
  });

  it('asks about a birth another day when the registry is down', async () => {
    await begin({ population: { people: KNOWN.people ?? [] }, birthRegistrationDays: 1 });
    const caseId = await world.register();
    world.control.setFault({ target: 'civilRegistry.status', kind: 'down' });
    await world.pass({ days: 3 });
    expect((await world.fileOf(caseId)).status).toBe('awaitingBirthRegistration');

    world.control.clearFaults();
    await world.pass({ days: 1 });

    expect((await world.fileOf(caseId)).status).toBe('verified');
  });

  it('waits for a consent that a register accepts', async () => {
    await begin();
    world.control.loadPopulation({ people: (KNOWN.people ?? []).map((person) => ({ ...person, consentRefused: true })) });

    const caseId = await world.register();

    expect(await world.openReview(caseId)).toMatchObject({ about: { reason: 'consentMissing' } });
  });

  it('lets a person decide about a birth registration that takes too long, and waits on when told so', async () => {
    await begin({ population: { people: KNOWN.people ?? [] }, birthRegistrationDays: 40 });
    const caseId = await world.register();

    await world.pass({ days: 32 });
    const review = await world.openReview(caseId);
    expect(review).toMatchObject({ about: { reason: 'birthRegistrationOverdue' }, options: ['accept', 'refuse', 'wait'] });
    await world.decide(caseId, review, 'wait');
    expect((await world.fileOf(caseId)).status).toBe('awaitingBirthRegistration');
    await world.pass({ days: 10 });

    expect((await world.fileOf(caseId)).status).toBe('verified');
  });

  it('accepts a child without a registered birth when a person does, and asks no more', async () => {
    await begin({ population: { people: KNOWN.people ?? [] }, birthRegistrationDays: 400 });
    const caseId = await world.register();
    await world.pass({ days: 32 });

    await world.decide(caseId, await world.openReview(caseId), 'accept');

    const file = await world.fileOf(caseId);
    expect(file.root).toMatchObject({ status: 'verified', verified: { how: 'review' } });
    expect(file.items.filter(({ duePk }) => duePk !== undefined)).toEqual([]);
  });

  it('waits for both of twins, and verifies once', async () => {
    await begin({ population: { people: KNOWN.people ?? [] }, birthRegistrationDays: 3 });
    const caseId = await world.register({
      children: [
        { ...CHILD, givenName: 'Asha' },
        { ...CHILD, givenName: 'Usha', birthOrder: 2 },
      ],
    });
    expect(allOf(await world.fileOf(caseId), BirthRegistrations)).toHaveLength(2);

    await world.pass({ days: 5 });

    expect((await world.fileOf(caseId)).status).toBe('verified');
    expect((await world.facts(caseId)).filter((fact) => fact === 'CaseVerified')).toHaveLength(1);
  });

  it('verifies a child that comes later without moving the case', async () => {
    await begin();
    const caseId = await world.register({ children: [], pregnancy: { lastMenstrualPeriodOn: '2025-06-01' } });
    expect((await world.fileOf(caseId)).status).toBe('verified');

    await world.addChild(caseId, CHILD);

    const file = await world.fileOf(caseId);
    expect(file.status).toBe('verified');
    expect(allOf(file, Children)).toMatchObject([{ birthRegistered: true, verification: { outcome: 'verified' } }]);
    expect(world.control.calls()['identity.read']).toBe(1);
  });

  it('reviews a late child for itself', async () => {
    await begin({ population: { ...KNOWN, births: [{ childId: '5301', certificate: 'BC-53', birthDate: '2026-02-21', motherId: '53' }] } });
    const caseId = await world.register({ children: [], pregnancy: { lastMenstrualPeriodOn: '2025-06-01' } });

    await world.addChild(caseId, { ...CHILD, certificate: 'BC-53' });
    const review = await world.openReview(caseId);
    expect(review.about['childId']).toBe(allOf(await world.fileOf(caseId), Children)[0]?.childId);
    await world.decide(caseId, review, 'refuse');

    const file = await world.fileOf(caseId);
    expect(file.status).toBe('verified');
    expect(allOf(file, Children)).toMatchObject([{ verification: { outcome: 'refused' } }]);
  });

  it('ends what waits when the case leaves, and begins anew when it comes back', async () => {
    await begin();
    const caseId = await world.register({ mother: { ...MOTHER, birthDate: '1996-05-15' } });
    await world.exit(caseId);

    expect((await world.fileOf(caseId)).reviews).toMatchObject([{ status: 'decided', decision: 'exited' }]);
    expect(world.runs()[0]?.path.at(-1)).toBe('Nothing to verify');
    expect((await world.fileOf(caseId)).items.filter(({ duePk }) => duePk !== undefined)).toEqual([]);

    await world.reinstate(caseId);
    expect(await world.openReview(caseId)).toMatchObject({ differences: [{ field: 'mother.birthDate' }] });
  });

  it('starts a run anew that never came to its end', async () => {
    await begin();
    world.crashAt({ call: 0, when: 'before' });
    world.breakDown(true);
    const caseId = await world.register();
    expect(world.runs()[0]?.failed).toBeDefined();
    world.breakDown(false);

    await world.pass({ days: 2 });

    expect((await world.fileOf(caseId)).status).toBe('verified');
  });

  it('puts no value of a register into the history of an execution', async () => {
    await begin();
    await world.register({ mother: { ...MOTHER, familyName: 'Murti' } });

    const seen = JSON.stringify(world.payloads());
    for (const secret of ['Krishnamurti', 'Murti', '1996', '2026-02-20', 'BC-53', '5301']) expect(seen).not.toContain(secret);
  });

  it('gives the same end wherever a call of the state machine fails', async () => {
    const journey = async () => {
      const caseId = await world.register({ mother: { ...MOTHER, birthDate: '1996-05-15' } });
      await world.decide(caseId, await world.openReview(caseId), 'accept');
      await world.pass({ days: 4 });
      const file = await world.fileOf(caseId);
      const counts = Object.entries(Object.groupBy(await world.facts(caseId), (fact) => fact)).map(
        ([fact, all = []]) => `${fact} ${String(all.length)}`,
      );
      return {
        status: file.status,
        children: allOf(file, Children).map(({ birthRegistered, verification }) => [birthRegistered, verification?.outcome]),
        facts: counts.filter((line) => !line.startsWith('ReviewAwaited')).sort(),
        reviews: file.reviews.map(({ decision }) => decision),
        due: file.items.filter(({ duePk }) => duePk !== undefined).length,
      };
    };
    const setting = { population: { people: KNOWN.people ?? [] }, birthRegistrationDays: 2 };
    await begin(setting);
    const expected = await journey();
    const calls = world.calls();
    expect(expected).toMatchObject({ status: 'verified', due: 0 });

    for (let point = 1; point <= calls; point += 1)
      for (const when of ['before', 'after'] as const) {
        await world.stop();
        await begin(setting);
        world.crashAt({ call: point, when });
        expect({ point, when, ...(await journey()) }).toEqual({ point, when, ...expected });
      }
  }, 60_000);
});
