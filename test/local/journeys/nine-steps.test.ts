import { jest } from '@jest/globals';
import type { Country } from '../../../infra/local/country.ts';
import { aCountry, type World } from '../../support/country.ts';
import { childOf, known, phoneOf, registrationOf, type Registration } from '../../support/families.ts';
import { leaksOf } from '../../support/privacy.ts';

jest.setTimeout(120_000);

// the doses of a card count in the months in which they were due
const SINCE = 'from=2023-01&to=2024-08';

let world: World;
let caseId: string;
let childId: string;
let number: string;
const radha: Registration = registrationOf(1, {
  givenName: 'Radhika',
  familyName: 'Chaturvedi',
  area: 'gaya-7',
  nationalId: 'IN-77012345',
  lastMenstrualPeriodOn: '2023-06-05',
});
const usha = childOf(1, '2024-03-08', {
  givenName: 'Ushalata',
  familyName: 'Chaturvedi',
  nationalId: 'C-880077',
  certificate: 'BC-990088',
});

beforeAll(async () => {
  world = await aCountry();
  known(world, radha);
});
afterAll(() => world.stop());

const get = async (path: string) => (await world.supervisor.call('GET', path)).body;
const visit = (kind: string, on: string, ...types: string[]) =>
  world.expectDone(
    world.worker.call('POST', `/cases/${caseId}/visits`, { kind, on, place: 'facility', occurrences: types.map((type) => ({ type })) }),
  );
const passTo = (country: Country, day: string) => country.passTo(`${day}T09:00:00.000Z`);
const paid = () => world.partners.control.totals();
const counts = async () => {
  const cells = (await world.manager.call('GET', `/monitoring/counts?${SINCE}&area=gaya-7`)).body['cells'] as readonly {
    indicator: string;
    count: number;
  }[];
  return Object.fromEntries(
    [...Map.groupBy(cells, ({ indicator }) => indicator)].map(([indicator, ofIndicator]) => [
      indicator,
      ofIndicator.reduce((sum, { count }) => sum + count, 0),
    ]),
  );
};

describe('one mother and her infant, through the nine steps', () => {
  it('1. outreach: a health worker is there, and a campaign for the area is planned, costed and run in the field', async () => {
    await world.expectDone(
      world.manager.call('POST', '/workers', { workerId: 'asha-1', displayName: 'Lakshmi', areas: ['gaya-7'], capacity: 50 }),
    );
    await world.expectDone(
      world.manager.call('POST', '/contents/first-visit/versions', {
        title: 'First visit',
        texts: { en: 'Register in the first three months.' },
      }),
    );
    const { campaignId } = await world.expectDone(
      world.manager.call('POST', '/campaigns', {
        name: 'First visit',
        channel: 'fieldVisit',
        segment: { areas: ['gaya-7'] },
        contentId: 'first-visit',
        startsOn: '2024-03-04',
        endsOn: '2024-03-10',
      }),
    );
    expect((await world.manager.call('GET', `/campaigns/${String(campaignId)}/preview`)).status).toBe(200);
    await world.expectDone(world.manager.call('POST', `/campaigns/${String(campaignId)}/runs`));
    expect(await get(`/campaigns/${String(campaignId)}`)).toMatchObject({ status: 'completed' });
  });

  it('2. registration: she is registered in her ninth month; sent twice, it is one registration; a second one is refused and tells nothing', async () => {
    const key = { 'idempotency-key': 'tablet-7-0001' };
    const first = await world.worker.call('POST', '/registrations', radha, key);
    const again = await world.worker.call('POST', '/registrations', radha, key);
    caseId = String(first.body['caseId']);
    expect([first.status, again.body['caseId']]).toEqual([201, caseId]);

    const second = await world.worker.call('POST', '/registrations', radha);
    expect(second.status).toBe(409);
    expect(JSON.stringify(second.body)).not.toMatch(new RegExp(`${caseId}|Radhika|${phoneOf(1).slice(1)}`));
    await world.settle();
  });

  it('3. verification: the registries say the same, under her consent', async () => {
    expect(await get(`/cases/${caseId}/verification`)).toMatchObject({ status: 'enrolled' });
    expect(world.facts(caseId)).toContain('CaseVerified');
  });

  it('4. eligibility: decided by the rules in force that day, with what it was based on', async () => {
    const [decision] = (await get(`/cases/${caseId}/decisions`))['items'] as readonly object[];
    expect(decision).toMatchObject({ outcome: 'eligible', policyVersion: '2.0', asOf: '2024-03-04', decidedBy: 'rules' });
  });

  it('5. enrolment: a number, a card, a worker, and a confirmed address', async () => {
    const record = await get(`/cases/${caseId}`);
    expect(record).toMatchObject({ status: 'enrolled', workerId: 'asha-1', paymentAddress: { state: 'confirmed' } });
    number = String(record['programmeNumber']);
    expect(await get(`/programme-numbers/${number}`)).toMatchObject({ caseId });
    const card = await get(`/cases/${caseId}/card`);
    expect(String(card['text'])).toContain(number);
  });

  it('6. payment: the first instalment for an antenatal visit in her card, approved by a second person, paid and told', async () => {
    await visit('antenatal', '2023-11-20', 'anc');
    expect((await world.decide(world.second, caseId, 'paymentApproval', 'approve')).status).toBe(200);
    await world.passDays(1);

    expect(paid()).toEqual([{ currency: 'INR', payments: 1, amountMinor: 300_000 }]);
    expect(world.texts(phoneOf(1)).some((text) => text.includes('3,000'))).toBe(true);
  });

  it('7. case management: the worker sees who is due; the birth plans the care of mother and child', async () => {
    const { items } = (await get('/workers/asha-1/contacts')) as { items: readonly { caseId: string }[] };
    expect(items.some((contact) => contact.caseId === caseId)).toBe(true);

    await passTo(world, '2024-03-10');
    world.partners.control.recordBirth({
      childId: usha.nationalId,
      certificate: usha.certificate,
      givenName: usha.givenName,
      familyName: usha.familyName,
      birthDate: usha.bornOn,
      sex: 'female',
      motherId: 'IN-77012345',
    });
    const born = await world.expectDone(world.worker.call('POST', `/cases/${caseId}/children`, { children: [usha] }));
    childId = (born['children'] as readonly { childId: string }[])[0]?.childId ?? '';
    await visit('PNC-2', '2024-03-10');
    expect(world.path('Verification', caseId).at(-1)).toBe('Verified');
    expect(await get(`/cases/${caseId}`)).toMatchObject({ children: [{ childId, birthRegistered: true }] });
  });

  it('6. payment again: the second instalment when the birth is registered and the vaccines are given', async () => {
    await passTo(world, '2024-06-16');
    await visit('immunization', '2024-06-16', 'vaccines_to_14_weeks_complete');
    await world.decide(world.second, caseId, 'paymentApproval', 'approve');
    await world.passDays(1);

    expect(paid()).toEqual([{ currency: 'INR', payments: 2, amountMinor: 500_000 }]);
    expect(await get(`/cases/${caseId}/payments`)).toMatchObject({ paid: { INR: 500_000 } });
  });

  it('8. monitoring: the counts say what happened, and counting again gives the same', async () => {
    expect(await counts()).toMatchObject({
      registered: 1,
      verified: 1,
      eligible: 1,
      enrolled: 1,
      childrenRegistered: 1,
      'paid.mother.INR': 2,
    });
    const recounted = (await world.manager.call('GET', '/monitoring/recounts?area=gaya-7&limit=100')).body['cells'];
    const counted = (await world.manager.call('GET', `/monitoring/counts?${SINCE}&area=gaya-7`)).body['cells'];
    const sorted = (cells: unknown) => (cells as readonly object[]).map((cell) => JSON.stringify(Object.entries(cell).sort())).sort();
    expect(sorted(recounted)).toEqual(sorted(counted));
  });

  it('9. updating: a corrected phone, a withdrawal, its reversal, and the exit in the end', async () => {
    await world.expectDone(
      world.supervisor.call('POST', `/cases/${caseId}/corrections`, {
        changes: [{ field: '/mother/phone', value: phoneOf(2) }],
        reason: 'new number',
      }),
    );
    if ((await world.reviewsOf(caseId)).some(({ kind }) => kind === 'correction'))
      await world.decide(world.second, caseId, 'correction', 'approve');
    await world.expectDone(
      world.worker.call('POST', `/cases/${caseId}/life-events`, { kind: 'withdrawn', on: world.today(), source: 'worker' }),
    );
    expect(await get(`/cases/${caseId}`)).toMatchObject({ status: 'exited', messages: 'none', exit: { reason: 'withdrawn' } });
    await world.expectDone(world.supervisor.call('POST', `/cases/${caseId}/reversals`, { reason: 'it was another woman' }));
    expect(await get(`/cases/${caseId}`)).toMatchObject({ status: 'enrolled', messages: 'all' });
    expect(world.facts(caseId)).toEqual(expect.arrayContaining(['CaseCorrected', 'CaseExited', 'CaseReinstated']));
  });

  it('leaves no trace of who she is in logs, events and state machines', () => {
    const words = ['Radhika', 'Chaturvedi', 'Ushalata', '77012345', '880077', '990088', phoneOf(1), phoneOf(2), phoneOf(1).slice(1)];
    expect(leaksOf(world, words)).toEqual([]);
  });

  it('loses nothing on the way', () => {
    expect(world.local.deadLetters()).toEqual([]);
    expect(world.local.lost()).toEqual([]);
    expect(world.local.executions().filter(({ status }) => status === 'FAILED' || status === 'TIMED_OUT')).toEqual([]);
  });
});
