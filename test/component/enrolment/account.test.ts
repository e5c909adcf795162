import { jest } from '@jest/globals';
import { oneTimeCode } from '../../../functions/casefile/challenge.ts';
import { getAccount } from '../../../functions/enrolment/api/get-account.ts';
import { openAccountSession } from '../../../functions/enrolment/api/open-account-session.ts';
import { requestAccountCode } from '../../../functions/enrolment/api/request-account-code.ts';
import { programmeNumberOf } from '../../../functions/enrolment/domain/programme-number.ts';
import { Accounts } from '../../../functions/enrolment/records.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { addAction, setGoal } from '../../../functions/team/domain/plan.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { aCase, aCaseId, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault } from '../../support/world.ts';
import { looksAt } from '../../support/looks.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
jest.setTimeout(20_000);

const AT = '2026-03-01T10:00:00.000Z';
const later = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
let named = 0;

const setUp = async (root: CaseSeed['root'] = {}) => {
  const world = await aWorld(engine);
  const name = `account ${String((named += 1))}`;
  const programmeNumber = programmeNumberOf('NST', aCaseId(name), 0);
  const caseId = await aCase(world.files, {
    name,
    root: { status: 'enrolled', enrolled: { at: AT, programmeNumber }, ...root },
    put: [place(Accounts, { programmeNumber, openedAt: AT })],
  });
  const needs = { files: world.files, table: world.table, vault: testVault, programmes: shippedProgrammes };
  const askCode = (at = AT, number = programmeNumber) => call(requestAccountCode(needs), { body: { programmeNumber: number }, at });
  const challengeIds = async (): Promise<string[]> =>
    (await world.eventsOf(caseId))
      .filter(({ detailType }) => detailType === 'AccountCodeRequested.v1')
      .map(({ detail }) => String(detail.data['challengeId']));
  /** The code as the text to her phone has it. */
  const codeOnPhone = async (): Promise<string> => oneTimeCode(await testVault.hash('code', (await challengeIds()).at(-1) ?? ''));
  const enter = (code: string, at = AT, headers: Record<string, string> = {}, number = programmeNumber) =>
    call(openAccountSession(needs), { body: { programmeNumber: number, code }, at, headers });
  const look = (token: string, at = AT) => call(getAccount(needs), { headers: { 'x-account-session': token }, at });
  return { world, caseId, programmeNumber, askCode, challengeIds, codeOnPhone, enter, look };
};

const wrongOf = (code: string): string => (code === '000000' ? '000001' : '000000');

describe("a mother's account", () => {
  it('opens with the code from her phone and shows her own record', async () => {
    const { world, caseId, programmeNumber, askCode, codeOnPhone, enter, look } = await setUp();

    expect(await askCode()).toMatchObject({ status: 202, body: { validMinutes: 10 } });
    const session = await enter(await codeOnPhone());
    expect(session).toMatchObject({ status: 201, body: { expiresAt: later(30) } });
    const account = await look(String(session.body['token']));

    expect(account).toMatchObject({
      status: 200,
      body: {
        programmeNumber,
        status: 'enrolled',
        nextContacts: [],
        payments: { paid: 0, underWay: 0 },
        plan: { goals: [], actions: [] },
        consents: [{ state: 'signed' }],
      },
    });
    expect(account.text).not.toMatch(/Asha|Devi|9876543210/);
    expect(await looksAt(world.table, caseId)).toEqual([expect.objectContaining({ by: 'mother', why: 'her own account' })]);
  });

  it('shows her the plan: the goals that stand and what is still to be done, by her or by others', async () => {
    const { world, caseId, askCode, codeOnPhone, enter, look } = await setUp();
    const who = aContext(AT, { by: 'user:ann' });
    const goal = {
      text: 'Walk every day',
      of: 'mother',
      domain: 'recovery',
      targetOn: parsePlainDate('2099-04-20'),
      motherAgrees: true,
    } as const;
    const dueOn = parsePlainDate('2099-04-01');
    const programme = shippedProgrammes.get('DEFAULT');
    await world.files.change(caseId, { ...who, causationId: 'goal' }, (file) => setGoal(file, programme, goal, who));
    for (const owner of [{ kind: 'mother' } as const, { kind: 'assignedWorker' } as const])
      await world.files.change(caseId, { ...who, causationId: owner.kind }, (file) =>
        addAction(file, programme, { text: owner.kind, owner, dueOn }, { ...who, causationId: owner.kind }),
      );
    await askCode();
    const session = await enter(await codeOnPhone());

    const { goals, actions } = (await look(String(session.body['token']))).body['plan'] as { goals: unknown[]; actions: unknown[] };

    expect(goals).toEqual([{ text: 'Walk every day', targetOn: '2099-04-20', status: 'active' }]);
    expect(actions).toHaveLength(2);
    expect(actions).toEqual(
      expect.arrayContaining([
        { text: 'mother', dueOn, mine: true },
        { text: 'assignedWorker', dueOn, mine: false },
      ]),
    );
  });

  it('stores neither code nor token, and publishes neither', async () => {
    const { world, caseId, askCode, codeOnPhone, enter } = await setUp();
    await askCode();
    const code = await codeOnPhone();
    const token = String((await enter(code, AT, { 'idempotency-key': 'k-1' })).body['token']);
    const stored = JSON.stringify([...(await world.table.all(`CASE#${caseId}`)), ...(await world.eventsOf(caseId))]);

    expect(stored).not.toContain(code);
    expect(stored).not.toContain(token.split('.')[2]);
  });

  it('answers a repeat with the same key alike, and without it refuses the used code', async () => {
    const { askCode, codeOnPhone, enter } = await setUp();
    await askCode();
    const code = await codeOnPhone();
    const first = await enter(code, AT, { 'idempotency-key': 'k-1' });

    expect((await enter(code, AT, { 'idempotency-key': 'k-1' })).body).toEqual(first.body);
    expect((await enter(code)).status).toBe(422);
  });

  it('stays closed after five wrong tries, even to the right code, until another code is asked for', async () => {
    const { askCode, codeOnPhone, enter } = await setUp();
    await askCode();
    const code = await codeOnPhone();
    const answers = [];
    for (let tries = 0; tries < 5; tries += 1) answers.push((await enter(wrongOf(code))).status);

    expect(answers).toEqual([422, 422, 422, 422, 429]);
    expect((await enter(code)).status).toBe(429);
    await askCode(later(1));
    expect((await enter(await codeOnPhone(), later(1))).status).toBe(201);
  });

  it('does not open to an expired code, nor to one that was replaced', async () => {
    const { askCode, codeOnPhone, enter } = await setUp();
    await askCode();
    const first = await codeOnPhone();
    expect((await enter(first, later(10))).status).toBe(422);
    await askCode(later(1));

    expect(await codeOnPhone()).not.toBe(first);
    expect((await enter(first, later(2))).status).toBe(422);
  });

  it('sends three codes an hour at most', async () => {
    const { askCode, challengeIds } = await setUp();
    const statuses = [];
    for (let minute = 0; minute < 4; minute += 1) statuses.push((await askCode(later(minute))).status);

    expect(statuses).toEqual([202, 202, 202, 429]);
    expect(await challengeIds()).toHaveLength(3);
    expect((await askCode(later(61))).status).toBe(202);
  });

  it('tells nobody whether a number is anybody s, or has a phone', async () => {
    const { askCode, enter } = await setUp();
    const nobody = programmeNumberOf('NST', aCaseId('nobody'), 0);
    const without = await setUp({ mother: { givenName: 'Asha', familyName: 'Devi', birthDate: '2000-05-20' as never } });

    expect(await askCode(AT, nobody)).toMatchObject({ status: 202, body: { validMinutes: 10 } });
    expect((await enter('123456', AT, {}, nobody)).status).toBe(422);
    expect((await without.askCode()).status).toBe(202);
    expect(await without.challengeIds()).toEqual([]);
  });

  it.each([
    ['no token', ''],
    ['another kind of text', 'Bearer x'],
    ['a session that is not there', `${aCaseId('x')}.${aCaseId('y')}.${'0'.repeat(64)}`],
  ])('is closed to %s', async (_, token) => {
    const { look } = await setUp();

    expect(await look(token)).toMatchObject({ status: 401, body: { type: 'urn:nestling:problem:unauthenticated' } });
  });

  it('is closed to a token that is a little wrong, or too old', async () => {
    const { askCode, codeOnPhone, enter, look } = await setUp();
    await askCode();
    const token = String((await enter(await codeOnPhone())).body['token']);
    const flipped = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');

    expect((await look(flipped)).status).toBe(401);
    expect((await look(token, later(29))).status).toBe(200);
    expect((await look(token, later(30))).status).toBe(401);
  });
});
