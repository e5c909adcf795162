import { jest } from '@jest/globals';
import { aCountry, type World } from '../support/country.ts';
import { aWorkerThere, childOf, known, register, registrationOf } from '../support/families.ts';

jest.setTimeout(120_000);

const LMP = '2023-11-20';

let world: World;
beforeAll(async () => {
  world = await aCountry();
  await aWorkerThere(world);
});
afterAll(() => world.stop());
afterEach(() => world.partners.control.clearFaults());

const lastRun = (machine: string) =>
  world.local
    .executions()
    .filter((run) => run.machine === machine)
    .at(-1);
const statesOf = (machine: string) => lastRun(machine)?.history.map(({ state }) => state) ?? [];
const enrolled = async (n: number, givenName: string, more: object = {}) => {
  const registration = registrationOf(n, {
    givenName,
    birthDate: `1995-04-${String(n).padStart(2, '0')}`,
    lastMenstrualPeriodOn: LMP,
    ...more,
  });
  known(world, registration);
  return { registration, ...(await register(world, registration)) };
};
const campaign = async (channel: string, areas: readonly string[]) => {
  await world.expectDone(
    world.manager.call('POST', `/contents/visits-${channel.toLowerCase()}/versions`, {
      title: 'Visits',
      texts: { en: 'Come to all four visits.', hi: 'चारों बार आइए।' },
    }),
  );
  const { campaignId } = await world.expectDone(
    world.manager.call('POST', '/campaigns', {
      name: 'Visits',
      channel,
      segment: { areas },
      contentId: `visits-${channel.toLowerCase()}`,
      startsOn: world.today(),
      endsOn: world.today(),
    }),
  );
  await world.expectDone(world.manager.call('POST', `/campaigns/${String(campaignId)}/runs`));
  // it counts its deliveries again while some wait
  await world.local.clock.advanceBy({ minutes: 15 });
  await world.settle();
  return (await world.manager.call('GET', `/campaigns/${String(campaignId)}`)).body;
};

describe('the update sweep', () => {
  it('runs by its rule, and tells the owners of what is due', async () => {
    const { caseId } = await enrolled(1, 'Radha');
    await world.passDays(1);

    expect(statesOf('UpdateSweep').slice(0, 4)).toEqual(['Ask civil registry', 'More changes?', 'List shards', 'Sweep each shard']);
    expect(statesOf('UpdateSweep').at(-1)).toBe('Swept');
    expect(await world.caseOf(caseId)).toMatchObject({ status: 'enrolled' });
  });

  it('goes on when the civil registry is not reached, and learns later what was recorded meanwhile', async () => {
    const { caseId, registration } = await enrolled(2, 'Sita');
    world.partners.control.setFault({ target: 'civilRegistry.list', kind: 'down' });
    world.partners.control.recordMove({
      subject: { nationalId: String(registration.mother.nationalId) },
      on: world.today(),
      area: 'gaya-8',
    });
    await world.passDays(1);
    expect(statesOf('UpdateSweep')).toEqual(expect.arrayContaining(['Registry not reached', 'Find due items', 'Swept']));
    expect(world.facts(caseId)).not.toContain('RegistryReported');

    world.partners.control.clearFaults();
    await world.passDays(1);
    expect(world.facts(caseId).filter((fact) => fact === 'RegistryReported')).toHaveLength(1);
  });
});

describe('a month of sweeps', () => {
  let reminded: string;
  let phone: string;
  let moving: string;
  let grown: string;

  beforeAll(async () => {
    const gita = await enrolled(3, 'Gita', { lastMenstrualPeriodOn: '2023-12-20' });
    [reminded, phone] = [gita.caseId, gita.registration.mother.phone];
    moving = (await enrolled(4, 'Uma')).caseId;
    await world.expectDone(
      world.worker.call('POST', `/cases/${moving}/life-events`, { kind: 'moved', on: world.today(), source: 'worker' }),
    );
    // Linda Mama follows a child until its second birthday
    const child = childOf(5, '2022-03-20');
    grown = (
      await enrolled(5, 'Lata', {
        programme: 'KE-LINDA',
        applicant: { nhif: false, privateInsurance: false, pregnancyConfirmed: '2021-09-01' },
        lastMenstrualPeriodOn: undefined,
        children: [child],
        paymentAddress: undefined,
      })
    ).caseId;
    for (const caseId of [moving, grown]) expect(await world.caseOf(caseId)).toMatchObject({ status: 'enrolled' });
    await world.passDays(32);
  });

  it('sends what waited for the morning, and nothing twice', async () => {
    const reminders = world.texts(phone).filter((text) => /^We missed/.test(text) || text.includes('appointment'));
    const reasons = world.facts(reminded).filter((fact) => /^Contact(FellDue|ReminderDue|Overdue|Missed)$/.test(fact));

    expect(reasons.length).toBeGreaterThan(0);
    expect(reminders).toHaveLength(reasons.length);
    const { body } = await world.supervisor.call('GET', `/cases/${reminded}/messages`);
    expect(
      (body['items'] as readonly { state: string }[]).filter(({ state }) => ['scheduled', 'queued', 'sending'].includes(state)),
    ).toEqual([]);
  });

  it('ends a case whose days of grace are over', async () => {
    expect(statesOf('ExitSweep').at(-1)).toBe('Swept');
    expect(await world.caseOf(moving)).toMatchObject({ status: 'exited', exit: { reason: 'moved' } });
    expect(world.facts(moving).filter((fact) => fact === 'CaseExited')).toHaveLength(1);
  });

  it('ends a case whose child has reached the age of the programme', async () => {
    expect(await world.caseOf(grown)).toMatchObject({ status: 'exited' });
    expect(world.facts(grown).filter((fact) => fact === 'CaseExited')).toHaveLength(1);
  });
});

describe('a campaign', () => {
  it('by text reaches each mother of its segment once', async () => {
    const { registration } = await enrolled(6, 'Maya', { area: 'bodhgaya-1', language: 'hi' });
    await enrolled(7, 'Rekha', { area: 'bodhgaya-2' });
    const done = await campaign('sms', ['bodhgaya-1']);

    expect(statesOf('OutreachCampaign')).toEqual([
      'Start campaign',
      'Which channel?',
      'Begin with the first area',
      'Send page',
      'Everybody told?',
      'Complete campaign',
      'All settled?',
      'Await deliveries',
      'Complete campaign',
      'All settled?',
      'Campaign completed',
    ]);
    expect(done).toMatchObject({ status: 'completed', completed: { sent: 1, failed: 0, costMicros: 50_000 } });
    expect(world.texts(registration.mother.phone).filter((text) => text.includes('चारों'))).toHaveLength(1);
  });

  it('by topic is announced once', async () => {
    const done = await campaign('topic', ['bodhgaya-1']);

    expect(statesOf('OutreachCampaign')).toEqual([
      'Start campaign',
      'Which channel?',
      'Announce to topic',
      'Complete campaign',
      'All settled?',
      'Campaign completed',
    ]);
    expect(done).toMatchObject({ status: 'completed' });
    expect(world.local.sms().filter(({ topicArn }) => topicArn !== undefined)).toHaveLength(1);
  });

  it('in the field sends nothing by itself', async () => {
    const texts = world.local.sms().length;
    await campaign('fieldVisit', ['bodhgaya-1']);

    expect(statesOf('OutreachCampaign')).toEqual([
      'Start campaign',
      'Which channel?',
      'Complete campaign',
      'All settled?',
      'Campaign completed',
    ]);
    expect(world.local.sms()).toHaveLength(texts);
  });
});

describe('all of it', () => {
  it('leaves nothing in a dead-letter queue', () => {
    expect(world.local.deadLetters()).toEqual([]);
    expect(world.local.lost()).toEqual([]);
  });
});
