import type { World } from '../../support/country.ts';
import { nextMorning } from './country.ts';
import { register, registrationOf } from '../../support/families.ts';

const STARTED = ['Judge episode', 'What comes next?', 'Await repeat'];
const SILENT = ['Judge episode', 'What comes next?', 'Await treatment'];
const CLOSED = ['Judge episode', 'What comes next?', 'Episode closed'];

let world: World;

const path = (caseId: string) => world.path('SevereBloodPressure', caseId);
const minutesPass = async (minutes: number) => {
  await world.local.clock.advanceBy({ minutes });
  await world.settle();
};
/** Her cuff sends a reading by itself. */
const cuff = (caseId: string, systolic: number, diastolic: number) =>
  world.expectDone(
    world.worker.call('POST', `/cases/${caseId}/readings`, {
      source: 'device',
      readings: [{ kind: 'bloodPressure', values: { systolic, diastolic }, measuredAt: world.local.clock.now(), device: 'cuff' }],
    }),
  );
const episodesOf = async (caseId: string) => (await world.worker.call('GET', `/cases/${caseId}/severe-readings`)).body['items'];
const opened = (caseId: string) => world.facts(caseId).filter((fact) => fact === 'AlertOpened' || fact === 'AlertWorsened');

describe('a severe blood pressure', () => {
  beforeAll(async () => {
    world = await nextMorning();
  });

  it('is to be repeated; silence calls a person, and again when nobody acts in time', async () => {
    const registration = registrationOf(5, { birthDate: '1996-05-15', lastMenstrualPeriodOn: '2023-10-01' });
    const { caseId } = await register(world, registration);
    const told = () => world.texts(registration.mother.phone);

    await cuff(caseId, 164, 112);
    expect(path(caseId)).toEqual(STARTED);
    expect(told().at(-1)).toMatch(/measure again .* within 15 minutes/);
    expect(opened(caseId)).toEqual([]);
    await minutesPass(15);
    expect(path(caseId)).toEqual([...STARTED, ...SILENT]);
    expect(opened(caseId)).toEqual(['AlertOpened']);
    expect(told().at(-1)).toMatch(/go to the nearest health facility NOW/);
    await minutesPass(45);

    expect(path(caseId)).toEqual([...STARTED, ...SILENT, ...CLOSED]);
    expect(world.facts(caseId)).toContain('SevereEpisodeUnhandled');
    expect(await episodesOf(caseId)).toMatchObject([{ outcome: 'unrepeated', closed: true }]);
  });

  it('that is confirmed calls a person at once, and is closed by who acted in time', async () => {
    const registration = registrationOf(6, { birthDate: '1996-06-16', lastMenstrualPeriodOn: '2023-10-01' });
    const { caseId } = await register(world, registration);

    await cuff(caseId, 164, 112);
    await minutesPass(12);
    await cuff(caseId, 162, 108);
    expect(opened(caseId)).toEqual(['AlertOpened']);
    const [{ episodeId = '' } = {}] = (await episodesOf(caseId)) as { episodeId?: string }[];
    await world.expectDone(
      world.worker.call('POST', `/cases/${caseId}/severe-readings/${episodeId}/action`, {
        action: 'treated',
        actedAt: world.local.clock.now(),
      }),
    );
    await minutesPass(3);

    expect(path(caseId)).toEqual([...STARTED, ...CLOSED]);
    expect(world.facts(caseId)).toContain('SevereEpisodeHandled');
    expect(world.facts(caseId)).not.toContain('SevereEpisodeUnhandled');
  });
});
