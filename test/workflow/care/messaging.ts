import { addDays, PlainDate } from '../../../functions/kernel/dates.ts';
import type { World } from '../../support/country.ts';
import { nextMorning } from './country.ts';
import { known, register, registrationOf } from '../../support/families.ts';

let world: World;

describe('texts by age', () => {
  beforeAll(async () => {
    world = await nextMorning();
  });

  it('go out through the queue by day, each once, and receipts are taken from who signs them', async () => {
    // day 94 of the pregnancy at registration: the text of day 98 is the first that still lies ahead
    const registration = registrationOf(2, {
      birthDate: '1996-02-12',
      lastMenstrualPeriodOn: addDays(PlainDate.parse(world.today()), -94),
    });
    known(world, registration);
    const { caseId } = await register(world, registration);
    await world.passDays(6);

    const { body } = await world.supervisor.call('GET', `/cases/${caseId}/messages`);
    const messages = body['items'] as readonly { template: string; state: string; sentAt?: string; costMicros?: number }[];
    const education = messages.filter(({ template }) => template === 'education');
    expect(education).toMatchObject([{ state: 'sent', costMicros: expect.any(Number) as number }]);
    expect(world.texts(registration.mother.phone).filter((text) => /iron|आयरन/i.test(text))).toHaveLength(1);
    expect(messages.filter(({ state }) => ['scheduled', 'queued', 'sending'].includes(state))).toEqual([]);
    expect(world.facts(caseId)).toEqual(expect.arrayContaining(['MessageQueued', 'MessageSent']));

    const forged = await world.nobody.call('POST', '/delivery-receipts', { receipts: [{ id: 'x', state: 'delivered' }] });
    expect(forged.status).toBe(403);
  });
});
