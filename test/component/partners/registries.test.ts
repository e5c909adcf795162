import { PlainDate } from '../../../functions/kernel/dates.ts';
import { PP_01 } from '../../../infra/local/partners/fixtures.ts';
import { aWorld, type World } from './partners-world.ts';

const day = (text: string) => PlainDate.parse(text);
const DAY = 24 * 60;

describe('the registries', () => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld({ seed: PP_01 });
  });
  afterEach(() => world.stop());

  describe('of people', () => {
    it('gives a person as they hold her', async () => {
      const answer = await world.partners.identity.verify({ nationalId: '53', consentId: 'consent-1' }, world.call());

      expect(answer).toEqual({
        outcome: 'found',
        person: {
          nationalId: '53',
          givenName: 'Sowmya',
          familyName: 'Krishnamurti',
          birthDate: '1996-05-14',
          sex: 'female',
          area: 'IN-KA-BLR',
        },
      });
    });

    it('says when they do not know her', async () => {
      expect(await world.partners.identity.verify({ nationalId: '54', consentId: 'consent-1' }, world.call())).toEqual({
        outcome: 'unknown',
      });
    });

    it('withholds a person whose consent is not accepted', async () => {
      world.control.loadPopulation({
        people: [{ nationalId: '77', givenName: 'A', familyName: 'B', birthDate: '1990-01-01', consentRefused: true }],
      });

      expect(await world.partners.identity.verify({ nationalId: '77', consentId: 'consent-1' }, world.call())).toEqual({
        outcome: 'consentRefused',
      });
    });

    it('are out of reach, and have not refused her consent, when a 403 says nothing of consent', async () => {
      world.control.setFault({ target: 'identity', kind: 'refuse', status: 403, times: 1 });
      world.control.setFault({ target: 'civilRegistry', kind: 'refuse', status: 403, times: 2 });
      const child = { childId: '5301', consentId: 'c' };

      for (const asked of [
        world.partners.identity.verify({ nationalId: '53', consentId: 'c' }, world.call()),
        world.partners.civilRegistry.findBirth(child, world.call()),
        world.partners.civilRegistry.existsChild(child, world.call()),
      ])
        await expect(asked).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    });

    it('withholds everybody when no consent is named', async () => {
      expect(await world.partners.identity.verify({ nationalId: '53', consentId: '' }, world.call())).toEqual({
        outcome: 'consentRefused',
      });
    });
  });

  describe('of births', () => {
    const found = {
      outcome: 'found',
      birth: { childId: '5301', certificate: 'BC-2022-0053', birthDate: '2022-11-01', motherId: '53', sex: 'female' },
    };

    it.each([
      ['its identifier', { childId: '5301' }],
      ['its certificate', { certificate: 'BC-2022-0053' }],
      ['its mother and birth date', { motherId: '53', birthDate: day('2022-11-01') }],
    ])('finds a child by %s', async (_by, known) => {
      expect(await world.partners.civilRegistry.findBirth({ ...known, consentId: 'c' }, world.call())).toMatchObject(found);
    });

    it('tells twins apart by name', async () => {
      const twin = { birthDate: '2026-02-01', motherId: '53', familyName: 'K' };
      world.control.loadPopulation({
        births: [
          { ...twin, childId: 'T1', givenName: 'Lava' },
          { ...twin, childId: 'T2', givenName: 'Kusha' },
        ],
      });

      const answer = await world.partners.civilRegistry.findBirth(
        { motherId: '53', birthDate: day('2026-02-01'), givenName: 'Kusha', consentId: 'c' },
        world.call(),
      );

      expect(answer).toMatchObject({ outcome: 'found', birth: { childId: 'T2' } });
    });

    it('does not ask for nobody', async () => {
      expect(await world.partners.civilRegistry.findBirth({ consentId: 'c' }, world.call())).toEqual({ outcome: 'unknown' });
      expect(world.control.calls()).toEqual({});
    });

    it('says whether a child exists', async () => {
      const exists = await world.partners.civilRegistry.existsChild({ childId: '5301', consentId: 'c' }, world.call());
      const unknown = await world.partners.civilRegistry.existsChild({ certificate: 'BC-0', consentId: 'c' }, world.call());

      expect([exists.outcome, unknown.outcome]).toEqual(['exists', 'unknown']);
    });
  });

  describe('for a birth without a record', () => {
    const notification = {
      requestId: 'birth-1',
      consentId: 'c',
      motherId: '53',
      motherName: 'Sowmya Krishnamurti',
      givenName: 'Usha',
      birthDate: PlainDate.parse('2026-02-20'),
      sex: 'female' as const,
    };

    it('give a number after their days, not before, and list the birth', async () => {
      const { civilRegistry } = world.partners;

      const { reference } = await civilRegistry.registerBirth(notification, world.call());
      await world.pass(14 * DAY - 1);
      const before = await civilRegistry.birthRegistrationStatus(reference, world.call());
      await world.pass(1);
      const after = await civilRegistry.birthRegistrationStatus(reference, world.call());

      expect(before).toEqual({ status: 'pending' });
      expect(after).toEqual({ status: 'registered', childId: 'C000000001', certificate: 'BC-2026-000000001' });
      expect(await civilRegistry.existsChild({ childId: 'C000000001', consentId: 'c' }, world.call())).toEqual({ outcome: 'exists' });
      expect(world.control.changes()).toMatchObject([{ kind: 'birth', nationalId: '53', childId: 'C000000001', on: '2026-02-20' }]);
    });

    it('keep one registration for a repeated request, and refuse another under its id', async () => {
      const { civilRegistry } = world.partners;

      const first = await civilRegistry.registerBirth(notification, world.call());
      const again = await civilRegistry.registerBirth(notification, world.call({ at: '2026-03-02T00:00:00.000Z' }));
      const other = civilRegistry.registerBirth({ ...notification, givenName: 'Asha' }, world.call());

      expect(again).toEqual(first);
      await expect(other).rejects.toMatchObject({ name: 'PartnerAnswerInvalid' });
      await world.pass(30 * DAY);
      expect(world.control.changes()).toHaveLength(1);
    });

    it('say when they refused it or never heard of it', async () => {
      const { civilRegistry } = world.partners;

      const { reference } = await civilRegistry.registerBirth(notification, world.call());
      world.control.refuseBirthRegistration(reference);

      expect(await civilRegistry.birthRegistrationStatus(reference, world.call())).toEqual({ status: 'refused' });
      expect(await civilRegistry.birthRegistrationStatus('birth-2', world.call())).toEqual({ status: 'unknown' });
    });
  });

  describe('with changes', () => {
    it('give each once, in order, a page at a time, from where the last call ended', async () => {
      const { civilRegistry } = world.partners;
      world.control.recordBirth({ childId: 'C7', certificate: 'BC-7', birthDate: '2026-02-27', motherId: '53' });
      world.control.recordDeath({ subject: { childId: 'C7' }, on: '2026-02-28' });
      world.control.recordMove({ subject: { nationalId: '53' }, on: '2026-03-01', area: 'IN-KA-MYS' });

      const first = await civilRegistry.changesSince(undefined, 2, world.call());
      const second = await civilRegistry.changesSince(first.nextCursor, 2, world.call());
      const third = await civilRegistry.changesSince(second.nextCursor, 2, world.call());

      expect(first).toMatchObject({
        more: true,
        changes: [
          { kind: 'birth', subject: { nationalId: '53' }, on: '2026-02-27', child: { childId: 'C7', certificate: 'BC-7' } },
          { kind: 'death', subject: { childId: 'C7' }, on: '2026-02-28' },
        ],
      });
      expect(second).toMatchObject({
        more: false,
        changes: [{ kind: 'move', subject: { nationalId: '53' }, on: '2026-03-01', area: 'IN-KA-MYS' }],
      });
      expect(third).toEqual({ changes: [], unreadable: [], more: false, nextCursor: second.nextCursor });
    });

    it('go on behind one that cannot be read, which says whose it is and what is wrong, not what stood there', async () => {
      const { civilRegistry } = world.partners;
      world.control.recordDeath({ subject: { nationalId: '53' }, on: '2026-02-28' });
      world.control.recordDeath({ subject: { nationalId: '53' }, on: '2026-02-28' });
      Object.assign(world.control.changes()[1] ?? {}, { on: 'yesterday' });
      world.control.recordDeath({ subject: { nationalId: '54' }, on: '2026-02-28' });
      Object.assign(world.control.changes()[2] ?? {}, { nationalId: undefined });
      world.control.recordDeath({ subject: { childId: '5301' }, on: '2026-02-28' });

      const read = await civilRegistry.changesSince(undefined, 3, world.call());
      const rest = await civilRegistry.changesSince(read.nextCursor, 3, world.call());

      expect(read).toMatchObject({
        changes: [{ subject: { nationalId: '53' } }],
        unreadable: [
          { changeId: '000000000002', subject: { nationalId: '53' }, facts: ['on'] },
          { changeId: '000000000003', facts: ['nationalId'] },
        ],
        more: true,
        nextCursor: '000000000003',
      });
      expect(JSON.stringify(read)).not.toContain('yesterday');
      expect(rest).toMatchObject({ changes: [{ subject: { childId: '5301' } }], unreadable: [], more: false });
    });

    it('are refused as a whole when none of a page can be read', async () => {
      world.control.recordDeath({ subject: { nationalId: '53' }, on: '2026-02-28' });
      Object.assign(world.control.changes()[0] ?? {}, { on: '28 February' });

      await expect(world.partners.civilRegistry.changesSince(undefined, 3, world.call())).rejects.toMatchObject({
        name: 'PartnerAnswerInvalid',
      });
    });

    it('have no cursor before the first', async () => {
      expect(await world.partners.civilRegistry.changesSince(undefined, 10, world.call())).toEqual({
        changes: [],
        unreadable: [],
        more: false,
      });
    });

    it('show what changed in the records', async () => {
      world.control.recordDeath({ subject: { nationalId: '53' }, on: '2026-02-28' });
      world.control.recordMove({ subject: { nationalId: '53' }, on: '2026-02-28', area: 'X' });

      const answer = await world.partners.identity.verify({ nationalId: '53', consentId: 'c' }, world.call());

      expect(answer).toMatchObject({ outcome: 'found', person: { diedOn: '2026-02-28', area: 'X' } });
    });
  });
});
