import { jest } from '@jest/globals';
import { pressLink, writeText } from '../../../infra/local/journey/phone.ts';
import { PP_01 } from '../../../infra/local/partners/fixtures.ts';
import { aCountry, type World } from '../../support/country.ts';
import { birthOf, childOf, known, personOf, phoneOf, register, registrationOf, type Mother } from '../../support/families.ts';

jest.setTimeout(180_000);

const AREAS = ['gaya-7', 'gaya-8', 'bengaluru-1'];

let world: World;
beforeAll(async () => {
  world = await aCountry({ at: '2023-03-10T09:00:00.000Z' });
  for (const area of AREAS)
    await world.expectDone(
      world.manager.call('POST', '/workers', { workerId: `asha-${area}`, displayName: 'Lakshmi', areas: [area], capacity: 50 }),
    );
});
afterAll(() => world.stop());

const get = async (path: string) => (await world.supervisor.call('GET', path)).body;
const visit = (caseId: string, kind: string, on: string, ...types: string[]) =>
  world.expectDone(
    world.worker.call('POST', `/cases/${caseId}/visits`, { kind, on, place: 'facility', occurrences: types.map((type) => ({ type })) }),
  );
const approve = (caseId: string) => world.decide(world.second, caseId, 'paymentApproval', 'approve');
const happens = (caseId: string, event: object) =>
  world.expectDone(world.worker.call('POST', `/cases/${caseId}/life-events`, { on: world.today(), source: 'worker', ...event }));
const paidTo = (phone: string) =>
  world.partners.control
    .payments()
    .filter((payment) => payment.paidTo === phone && payment.status === 'completed')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
const registered = async (n: number, more: Mother) => {
  const registration = registrationOf(n, more);
  known(world, registration);
  return { registration, ...(await register(world, registration)) };
};

describe('the mother of PP-01', () => {
  it('is registered with her child by their numbers, and paid what the programme of her state gives her', async () => {
    world.partners.control.loadPopulation(PP_01);
    const { caseId } = await register(
      world,
      registrationOf(53, {
        programme: 'IN-JSY',
        nationalId: '53',
        givenName: 'Sowmya',
        familyName: 'Krishnamurti',
        birthDate: '1996-05-14',
        phone: '+919845000053',
        paymentAddress: '+919845000053',
        area: 'bengaluru-1',
        lastMenstrualPeriodOn: '2022-01-25',
        children: [
          {
            ...childOf(53, '2022-11-01', { givenName: 'Usha', familyName: 'Krishnamurti' }),
            nationalId: '5301',
            certificate: 'BC-2022-0053',
          },
        ],
        applicant: { state: 'Karnataka', area: 'rural', facility: 'government', parity: 0, bpl: true, caste: 'general' },
      }),
    );
    expect(await get(`/cases/${caseId}`)).toMatchObject({ status: 'enrolled', children: [{ givenName: 'Usha', birthRegistered: true }] });
    await approve(caseId);
    await world.passDays(1);

    expect(paidTo('+919845000053')).toBe(70_000);
  });
});

describe('twins', () => {
  it('are one case: the death of one keeps it for the other, and the texts go on for the mother alone', async () => {
    const twins = [childOf(11, '2023-03-08', { birthOrder: 1 }), childOf(12, '2023-03-08', { birthOrder: 2, givenName: 'Nisha' })];
    const { caseId, childIds, registration } = await registered(1, {
      givenName: 'Meena',
      birthDate: '1994-01-01',
      lastMenstrualPeriodOn: '2022-06-10',
      children: twins,
    });
    await happens(caseId, { kind: 'childDied', childId: childIds[0] });
    const texts = world.texts(registration.mother.phone).length;

    const record = await get(`/cases/${caseId}`);
    expect(record).toMatchObject({ status: 'enrolled' });
    expect(
      (record['children'] as readonly { childId: string; diedOn?: string }[])
        .filter(({ diedOn }) => diedOn !== undefined)
        .map(({ childId }) => childId),
    ).toEqual([childIds[0]]);
    const contacts = (await get(`/cases/${caseId}/contacts`))['items'] as readonly { childId?: string; status: string }[];
    expect(contacts.filter(({ childId, status }) => childId === childIds[0] && status !== 'cancelled')).toEqual([]);
    expect(world.texts(registration.mother.phone)).toHaveLength(texts);
  });
});

describe('a mother who moves', () => {
  it('is followed to another area, to its worker, with her history', async () => {
    const { caseId } = await registered(2, {
      givenName: 'Sita',
      birthDate: '1994-01-02',
      lastMenstrualPeriodOn: '2022-12-10',
      area: 'gaya-7',
    });
    await happens(caseId, { kind: 'moved', toArea: 'gaya-8' });
    await world.passDays(1);

    expect(await get(`/cases/${caseId}`)).toMatchObject({ status: 'enrolled', area: 'gaya-8', workerId: 'asha-gaya-8' });
    expect((await get(`/cases/${caseId}/transfers`))['items']).toMatchObject([{ fromArea: 'gaya-7', toArea: 'gaya-8' }]);
    expect(JSON.stringify(await get('/workers/asha-gaya-7/contacts'))).not.toContain(caseId);
  });

  it('is found to have moved by the registry, too', async () => {
    const { caseId, registration } = await registered(3, {
      givenName: 'Gita',
      birthDate: '1994-01-03',
      lastMenstrualPeriodOn: '2022-12-10',
      area: 'gaya-7',
    });
    world.partners.control.recordMove({
      subject: { nationalId: String(registration.mother.nationalId) },
      on: world.today(),
      area: 'gaya-8',
    });
    await world.passDays(1);

    expect(world.facts(caseId)).toEqual(expect.arrayContaining(['RegistryReported', 'MotherMoved']));
    expect(await get(`/cases/${caseId}`)).toMatchObject({ area: 'gaya-8' });
  });
});

describe('an exit', () => {
  it('by the death of the mother silences every text at once, and can be undone when it was an error', async () => {
    const { caseId, registration } = await registered(4, {
      givenName: 'Uma',
      birthDate: '1994-01-04',
      lastMenstrualPeriodOn: '2022-12-10',
    });
    const texts = world.texts(registration.mother.phone).length;
    await happens(caseId, { kind: 'motherDied' });
    await world.passDays(1);
    expect(await get(`/cases/${caseId}`)).toMatchObject({ status: 'exited', messages: 'none', exit: { reason: 'motherDeath' } });
    expect(world.texts(registration.mother.phone)).toHaveLength(texts);

    await world.expectDone(world.supervisor.call('POST', `/cases/${caseId}/reversals`, { reason: 'another woman of that name' }));
    expect(await get(`/cases/${caseId}`)).toMatchObject({ status: 'enrolled', messages: 'all' });
    const contacts = (await get(`/cases/${caseId}/contacts`))['items'] as readonly { status: string }[];
    expect(contacts.some(({ status }) => status !== 'cancelled')).toBe(true);
  });

  it('may not be undone by a worker', async () => {
    const { caseId } = await registered(5, { givenName: 'Lata', birthDate: '1994-01-05', lastMenstrualPeriodOn: '2022-12-10' });
    await happens(caseId, { kind: 'withdrawn' });

    expect((await world.worker.call('POST', `/cases/${caseId}/reversals`, { reason: 'she came back' })).status).toBe(403);
  });
});

describe('a next pregnancy', () => {
  it('keeps the person, and asks for nothing that is known', async () => {
    const child = childOf(61, '2023-01-10');
    const { caseId, registration } = await registered(6, {
      givenName: 'Maya',
      birthDate: '1994-01-06',
      lastMenstrualPeriodOn: '2022-04-10',
      children: [child],
    });
    await visit(caseId, 'antenatal', '2022-08-20', 'anc');
    await approve(caseId);
    await world.passDays(1);
    const before = await get(`/cases/${caseId}`);
    await happens(caseId, { kind: 'withdrawn' });
    const again = await world.expectDone(
      world.worker.call('POST', `/cases/${caseId}/re-enrolments`, {
        pregnancy: { lastMenstrualPeriodOn: '2023-03-01' },
        applicant: { ...registration.applicant, livingChildren: 1 },
      }),
    );
    const next = await get(`/cases/${String(again['caseId'])}`);

    expect(again['caseId']).not.toBe(caseId);
    expect(next).toMatchObject({ personId: before['personId'], previousCaseId: caseId, mother: { givenName: 'Maya' }, status: 'enrolled' });
    expect((await world.worker.call('POST', '/registrations', registration)).status).toBe(409);
  });
});

describe('care between visits, by text', () => {
  const inDefault = (n: number, more: Mother) => registered(n, { programme: 'DEFAULT', applicant: {}, ...more });
  const openAlert = async (caseId: string) =>
    ((await get(`/cases/${caseId}/alerts`))['items'] as readonly Record<string, string>[]).find(({ status }) => status === 'open') ?? {};

  it('severe readings call people until one of them accepts', async () => {
    const { caseId, registration } = await inDefault(21, { givenName: 'Zawadi', lastMenstrualPeriodOn: '2022-08-01' });
    const { phone } = registration.mother;
    await writeText(world, phone, '164/112');
    await world.local.clock.advanceBy({ minutes: 12 });
    await writeText(world, phone, 'bp 166 114');

    expect(world.texts(phone).slice(-2)).toEqual([
      expect.stringContaining('within 15 minutes'),
      expect.stringContaining('go to the nearest health facility NOW'),
    ]);
    const alert = await openAlert(caseId);
    expect(alert).toMatchObject({ kind: 'bloodPressure', level: 'emergency' });
    await world.expectDone(world.supervisor.call('POST', `/cases/${caseId}/alerts/${String(alert['alertId'])}/accept`, {}));

    expect(world.path('AlertLadder', caseId).at(-1)).toBe('Answered');
    expect(world.texts(phone).at(-1)).toContain('A health worker knows');
  });

  it('low spirits reach a person, however alike the answers are, and help is confirmed by both who gave it and who got it', async () => {
    const organisation = '+919845099009';
    await world.expectDone(
      world.supervisor.call('POST', '/organisations', {
        organisationId: 'lakeside',
        name: 'Lakeside Counselling',
        calledAs: 'Friends of Lakeside',
        kind: 'community',
        areas: ['gaya-7'],
        domains: ['mentalHealth'],
        capacity: 5,
        phone: organisation,
      }),
    );
    const sixWeeksAgo = new Date(Date.parse(world.today()) - 43 * 86_400_000).toISOString().slice(0, 10);
    const { caseId, registration } = await inDefault(22, { givenName: 'Amina', children: [childOf(221, sixWeeksAgo)] });
    const { phone } = registration.mother;
    await world.passDays(1);
    for (const text of ['YES', '2', '2', '2', '2', '2', '2', '2', '2', '0']) await writeText(world, phone, text);

    expect(await openAlert(caseId)).toMatchObject({ kind: 'mood', level: 'urgent' });
    await world.expectDone(world.worker.call('POST', `/cases/${caseId}/referrals`, { domain: 'mentalHealth', motherAgrees: true }));
    await pressLink(world, organisation, 'accept');
    await pressLink(world, organisation, 'done');
    await writeText(world, phone, '1');

    expect((await get(`/cases/${caseId}/referrals`))['items']).toMatchObject([{ closed: { outcome: 'confirmed', by: 'mother' } }]);
  });

  it('the loss of a pregnancy ends all about the child, and leaves her own contacts', async () => {
    const { caseId, registration } = await inDefault(23, { givenName: 'Halima', lastMenstrualPeriodOn: '2022-08-01' });
    await happens(caseId, { kind: 'pregnancyLost' });
    const texts = world.texts(registration.mother.phone).length;
    await world.passDays(1);

    const contacts = (await get(`/cases/${caseId}/contacts`))['items'] as readonly { kind: string; status: string }[];
    const hers = contacts.filter(({ status }) => status !== 'cancelled' && status !== 'missed').map(({ kind }) => kind);
    expect(hers).toEqual(expect.arrayContaining(['PNC-3', 'PNC-4']));
    expect(hers.filter((kind) => kind.startsWith('ANC'))).toEqual([]);
    expect(world.texts(registration.mother.phone).slice(texts).join(' ')).not.toMatch(/baby|birth|child/i);
  });
});

describe('two-year-olds with a paper card', () => {
  it('of 24, 30 and 35 months are registered, catch up by a plan, and stay until it may be over', async () => {
    const monthAfter = (bornOn: string, months: number) => {
      const born = new Date(bornOn);
      return new Date(Date.UTC(born.getUTCFullYear(), born.getUTCMonth() + months, 20)).toISOString().slice(0, 10);
    };
    const children: string[] = [];
    for (const [n, bornOn] of [
      [24, '2021-03-06'],
      [25, '2020-09-06'],
      [26, '2020-04-06'],
    ] as const) {
      const { caseId, childIds } = await registered(n, {
        programme: 'DEFAULT',
        applicant: {},
        givenName: 'Farida',
        birthDate: `1992-0${String(n - 20)}-03`,
        children: [childOf(n * 10, bornOn)],
      });
      const path = `/cases/${caseId}/children/${String(childIds[0])}`;
      const doses = [
        { product: 'DTP-HEPB-HIB', on: monthAfter(bornOn, 5), source: 'card' },
        { product: 'MR', on: monthAfter(bornOn, 11).slice(0, 7), source: 'card' },
        { product: 'BCG', on: bornOn.slice(0, 4), source: 'card' },
        { product: 'DTP-HEPB-HIB', on: monthAfter(bornOn, 2), source: 'card' },
      ];
      await world.expectDone(world.worker.call('POST', `${path}/doses`, { doses }));
      children.push(path);
    }
    // the exit sweep looks at each of them
    await world.passDays(1);

    for (const path of children) {
      const plan = (await get(`${path}/immunizations`)) as unknown as {
        reminders: string;
        dueNow: readonly string[];
        doses: readonly { dose: string; status: string }[];
      };
      const statusOf = (id: string) => plan.doses.find(({ dose }) => dose === id)?.status;
      expect(plan.reminders).toBe('given');
      expect(['BCG', 'PENTA1', 'PENTA2', 'MCV1'].map(statusOf)).toEqual(['given', 'given', 'given', 'given']);
      // rotavirus is not given any more, nor what belongs to the birth
      expect(['ROTA1', 'OPV0'].map(statusOf)).toEqual(['expired', 'expired']);
      expect(plan.dueNow).toEqual(['OPV1', 'PENTA3', 'PCV1', 'IPV1', 'MCV2']);
    }
    expect(JSON.stringify(await get('/workers/asha-gaya-7/contacts'))).toContain('immunization#');
  });
});

describe('two programmes in one country', () => {
  it('each go by their own rules, currency and contacts', async () => {
    const nepal = {
      ...registrationOf(7, {
        givenName: 'Dawa',
        familyName: 'Gurung',
        birthDate: '1997-02-11',
        nationalId: 'NP-7',
        phone: '+9779841000007',
        paymentAddress: '+9779841000007',
        area: 'mustang-2',
        programme: 'NP-AAMA',
        applicant: { zone: 'mountain', citizen: true },
      }),
    };
    const child = childOf(71, '2023-03-09', { facilityKind: 'listed_facility', nationalId: 'NP-C-71', certificate: 'NP-BC-71' });
    const registration = { ...nepal, children: [child] };
    world.partners.control.loadPopulation({
      people: [personOf(registration)],
      births: [birthOf(registration, child)],
      accounts: [{ financialAddress: '+9779841000007', status: 'active' }],
    });
    const { caseId } = await register(world, registration);
    expect(await get(`/cases/${caseId}`)).toMatchObject({ status: 'enrolled', programme: 'NP-AAMA' });
    if ((await world.reviewsOf(caseId)).some(({ kind }) => kind === 'paymentApproval')) await approve(caseId);
    await world.passDays(1);

    expect(paidTo('+9779841000007')).toBeGreaterThanOrEqual(300_000);
    expect(
      world.partners.control
        .totals()
        .map(({ currency }) => currency)
        .sort(),
    ).toEqual(['INR', 'NPR']);
  });
});

describe('the counts', () => {
  it('are the same when they are counted again, over all pages and areas', async () => {
    interface Cell {
      month: string;
      area: string;
      programme: string;
      indicator: string;
      count: number;
      amountMinor?: number;
    }
    const all: Cell[] = [];
    // the doses of a card count in the months in which they were due
    for (const months of ['from=2020-04&to=2022-03', 'from=2022-04&to=2024-03'])
      all.push(...((await world.manager.call('GET', `/monitoring/counts?${months}`)).body['cells'] as readonly Cell[]));
    const areas = [...new Set(all.map(({ area }) => area).concat(AREAS, 'mustang-2'))];
    const again: (typeof all)[number][] = [];
    for (const area of areas) {
      for (let cursor = ''; ;) {
        const page = (await world.manager.call('GET', `/monitoring/recounts?area=${area}&limit=2${cursor}`)).body as {
          cells: typeof all;
          next?: string;
        };
        again.push(...page.cells);
        if (page.next === undefined) break;
        cursor = `&cursor=${encodeURIComponent(page.next)}`;
      }
    }
    const summed = (cells: readonly (typeof all)[number][]) =>
      [...Map.groupBy(cells, ({ month, area, programme, indicator }) => [month, area, programme, indicator].join(' '))]
        .map(
          ([key, same]) =>
            `${key} ${String(same.reduce((sum, { count }) => sum + count, 0))} ${String(same.reduce((sum, { amountMinor = 0 }) => sum + amountMinor, 0))}`,
        )
        .sort();

    expect(all.length).toBeGreaterThan(10);
    expect(summed(again)).toEqual(summed(all));
  });

  it('leave nothing in a dead-letter queue', () => {
    expect(world.local.deadLetters()).toEqual([]);
    expect(world.local.lost()).toEqual([]);
    expect(world.texts(phoneOf(1)).length).toBeGreaterThan(0);
  });
});
