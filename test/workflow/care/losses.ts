import type { World } from '../../support/country.ts';
import { nextMorning } from './country.ts';
import { known, register, registrationOf } from '../../support/families.ts';

let world: World;

const messagesOf = async (caseId: string) =>
  (
    (await world.supervisor.call('GET', `/cases/${caseId}/messages`)).body['items'] as readonly { template: string; state: string }[]
  ).filter(({ template }) => template.startsWith('contact'));

describe('a pregnancy that is lost', () => {
  beforeAll(async () => {
    world = await nextMorning();
  });

  it("takes back the reminder that waits for the morning, and lets the mother's own go", async () => {
    // week 30 is on 7 March: she is reminded on the 6th, in the sweep of the night
    const registration = registrationOf(1, {
      birthDate: '1996-01-11',
      programme: 'DEFAULT',
      applicant: {},
      lastMenstrualPeriodOn: '2023-08-10',
    });
    known(world, registration);
    const { caseId } = await register(world, registration);
    const { phone } = registration.mother;
    await world.passTo('2024-03-06T05:30:00.000Z');
    const before = await messagesOf(caseId);
    expect(before.filter(({ state }) => state === 'scheduled')).toHaveLength(1);
    const told = world.texts(phone).length;

    await world.expectDone(
      world.worker.call('POST', `/cases/${caseId}/life-events`, { kind: 'pregnancyLost', on: '2024-03-06', source: 'worker' }),
    );

    expect((await messagesOf(caseId)).filter(({ state }) => state === 'cleared')).toHaveLength(1);
    await world.passTo('2024-03-07T12:00:00.000Z');
    const since = world.texts(phone).slice(told);
    expect(since.filter((text) => text.includes('Mar 7, 2024'))).toEqual([]);
    // her own contact, two days after
    expect(since.filter((text) => text.includes('Mar 8, 2024')).length).toBeGreaterThan(0);
    expect(world.local.deadLetters()).toEqual([]);
  });
});
