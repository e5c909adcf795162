import { staff } from '../../../infra/local/journey/hands.ts';
import type { World } from '../../support/country.ts';
import { nextMorning } from './country.ts';
import { known, register, registrationOf } from '../../support/families.ts';

const REASON = 'She came to our emergency room with a headache.';

let world: World;

describe('a case outside the area of a health worker', () => {
  beforeAll(async () => {
    world = await nextMorning();
  });

  it('opens for a reason, for three hours, and the mother and her supervisor learn of it', async () => {
    const registration = registrationOf(4, { birthDate: '1996-04-14', lastMenstrualPeriodOn: '2023-11-20' });
    known(world, registration);
    const { caseId } = await register(world, registration);
    const near = staff(world, 'meena', 'worker', 'area:gaya-*');
    const far = staff(world, 'tara', 'worker', 'area:patna-1');
    const supervisor = staff(world, 'sunita', 'supervisor', 'area:gaya-7');
    const outside = { status: 403, body: { type: 'urn:nestling:problem:outside-your-area' } };
    const read = () => far.call('GET', `/cases/${caseId}`);

    expect((await near.call('GET', `/cases/${caseId}`)).status).toBe(200);
    expect(await read()).toMatchObject(outside);
    expect(await far.call('GET', '/cases?area=gaya-7')).toMatchObject(outside);
    expect(await far.call('POST', `/cases/${caseId}/notes`, { text: 'seen' })).toMatchObject(outside);

    await world.expectDone(far.call('POST', `/cases/${caseId}/access-grants`, { reason: REASON }));
    expect((await read()).status).toBe(200);
    expect((await far.call('POST', `/cases/${caseId}/notes`, { text: 'seen' })).status).toBe(201);
    expect(world.texts(registration.mother.phone).at(-1)).toMatch(/^A health worker from another area has opened your record/);
    expect((await world.supervisor.call('GET', `/cases/${caseId}/accesses`)).body['items']).toContainEqual(
      expect.objectContaining({ by: 'user:tara', why: `opened from outside the area: ${REASON}` }),
    );
    expect((await supervisor.call('GET', '/access-grants?area=gaya-7')).body['items']).toEqual([
      expect.objectContaining({ caseId, by: 'user:tara', reason: REASON }),
    ]);

    await world.local.clock.advanceBy({ minutes: 179 });
    expect((await read()).status).toBe(200);
    await world.local.clock.advanceBy({ minutes: 1 });
    expect(await read()).toMatchObject(outside);
    expect(world.logs.join('\n')).not.toContain('headache');
  });
});
