import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { World } from '../../support/country.ts';
import { nextMorning } from './country.ts';
import { known, register, registrationOf } from '../../support/families.ts';

const WORKER_PHONE = '+919845000901';
const BOSS_PHONE = '+919845000902';
const AREA = 'gaya-9';

let world: World;

const pass = async (minutes: number) => {
  await world.local.clock.advanceBy({ minutes });
  await world.settle();
};
/** An enrolled mother of the worker, with an emergency. */
const emergency = async (n: number) => {
  const registration = registrationOf(n, {
    area: AREA,
    birthDate: `1996-${String(n).padStart(2, '0')}-17`,
    lastMenstrualPeriodOn: '2023-11-20',
  });
  known(world, registration);
  const { caseId } = await register(world, registration);
  const { alertId } = await world.expectDone(
    world.worker.call('POST', `/cases/${caseId}/alerts`, { kind: 'bloodPressure', level: 'emergency', signs: ['severe'] }),
  );
  return { caseId, alertId: String(alertId), phone: registration.mother.phone, reference: caseId.slice(0, 8).toUpperCase() };
};
const about = (phone: string, reference: string) => world.texts(phone).filter((text) => text.includes(reference));
const told = (caseId: string) => world.facts(caseId).filter((fact) => fact === 'AlertTold');

describe('the ladder of an alert', () => {
  beforeAll(async () => {
    world = await nextMorning();
    await world.expectDone(
      world.manager.call('POST', '/workers', { workerId: 'asha-1', areas: [AREA], capacity: 50, phone: WORKER_PHONE, language: 'hi' }),
    );
    // nobody is on call: that rung is passed over
    await world.expectDone(
      world.manager.call('PUT', `/areas/${AREA}/duties/supervisor`, { people: [{ person: 'supervisor-1', phone: BOSS_PHONE }] }),
    );
  });

  it('climbs while nobody answers, and ends when a person accepts', async () => {
    const { caseId, alertId, phone, reference } = await emergency(7);
    expect(world.path('AlertLadder', caseId)).toEqual(['Tell rung', 'Somebody needed?', 'Await acceptance']);
    expect(about(WORKER_PHONE, reference)).toEqual([expect.stringMatching(/^आपात स्थिति/)]);

    await pass(4);
    expect(about(BOSS_PHONE, reference)).toEqual([]);
    await pass(1);
    expect(about(BOSS_PHONE, reference)).toEqual([expect.stringMatching(/^EMERGENCY.*gaya-9.*10 min/)]);
    expect(told(caseId)).toHaveLength(3);

    const list = (await world.worker.call('GET', '/workers/asha-1/list?show=alerts')).body['items'];
    expect(list).toEqual([expect.objectContaining({ caseId, reference, level: 'emergency', rung: 3 })]);
    await world.expectDone(world.supervisor.call('POST', `/cases/${caseId}/alerts/${alertId}/accept`, {}));

    expect(world.path('AlertLadder', caseId).at(-1)).toBe('Answered');
    expect(world.runs('AlertLadder', caseId).map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(world.texts(phone).filter((text) => text.startsWith('A health worker knows'))).toHaveLength(1);
    await pass(60);
    expect([about(WORKER_PHONE, reference).length, about(BOSS_PHONE, reference).length]).toEqual([1, 1]);
    expect(world.logs.filter((line) => line.includes(BOSS_PHONE) || line.includes(WORKER_PHONE))).toEqual([]);
    await world.expectDone(world.supervisor.call('POST', `/cases/${caseId}/alerts/${alertId}/close`, { outcome: 'treated' }));
  });

  it('is gone on with by the sweep when its state machine was ended by force', async () => {
    const { caseId, alertId, reference } = await emergency(8);
    const [run] = world.runs('AlertLadder', caseId);
    const states = new SFNClient(world.local.clientConfig);
    await states.send(new StopExecutionCommand({ executionArn: run?.arn ?? '' }));
    states.destroy();
    await world.settle();
    expect(world.runs('AlertLadder', caseId).map(({ status }) => status)).toEqual(['ABORTED']);
    await pass(60);
    expect(about(BOSS_PHONE, reference)).toEqual([]);

    await world.passDays(1);
    expect(world.runs('AlertLadder', caseId).map(({ status }) => status)).toEqual(['ABORTED', 'RUNNING']);
    expect(about(WORKER_PHONE, reference)).toHaveLength(1);
    expect(about(BOSS_PHONE, reference).length).toBeGreaterThan(0);
    await world.expectDone(world.supervisor.call('POST', `/cases/${caseId}/alerts/${alertId}/close`, { outcome: 'treated' }));

    expect(world.runs('AlertLadder', caseId).map(({ status }) => status)).toEqual(['ABORTED', 'SUCCEEDED']);
    expect((await world.supervisor.call('GET', `/areas/${AREA}/supervision`)).body).toMatchObject({
      workers: [{ workerId: 'asha-1', load: 2, openAlerts: { count: 0 } }],
    });
  });
});
