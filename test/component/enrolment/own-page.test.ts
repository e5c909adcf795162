import { jest } from '@jest/globals';
import { oneTimeCode } from '../../../functions/casefile/challenge.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { showOwnPage } from '../../../functions/enrolment/api/show-own-page.ts';
import { useOwnPage } from '../../../functions/enrolment/api/use-own-page.ts';
import { programmeNumberOf } from '../../../functions/enrolment/domain/programme-number.ts';
import { PAGE_LANGUAGES } from '../../../functions/enrolment/page/render.ts';
import { Accounts } from '../../../functions/enrolment/records.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { Erasures } from '../../../functions/updating/records.ts';
import { aCase, aCaseId, shippedProgrammes } from '../../support/builders.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault } from '../../support/world.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
jest.setTimeout(20_000);

const AT = '2026-03-01T10:00:00.000Z';
const later = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
let named = 0;

const setUp = async () => {
  const world = await aWorld(engine);
  const name = `page ${String((named += 1))}`;
  const number = programmeNumberOf('NST', aCaseId(name), 0);
  const caseId = await aCase(world.files, {
    name,
    root: {
      status: 'enrolled',
      enrolled: { at: AT, programmeNumber: number },
      mother: { givenName: 'Asha <b>', familyName: 'O’Hara & Co', birthDate: parsePlainDate('2000-05-20'), phone: '+919876543210' },
    },
    put: [place(Accounts, { programmeNumber: number, openedAt: AT })],
  });
  const needs = { ...world, vault: testVault, programmes: shippedProgrammes };
  const send = (form: Record<string, string>, { at = AT, cookie = '', lang = 'en' } = {}) =>
    call(useOwnPage(needs), {
      rawBody: new URLSearchParams(form).toString(),
      query: { lang },
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
      at,
    });
  const show = (headers: Record<string, string> = {}, at = AT, lang?: string) =>
    call(showOwnPage(needs), { headers, at, ...(lang === undefined ? {} : { query: { lang } }) });
  const codeOnPhone = async (): Promise<string> => {
    const asked = (await world.eventsOf(caseId)).filter(({ detailType }) => detailType === 'AccountCodeRequested.v1');
    return oneTimeCode(await testVault.hash('code', String(asked.at(-1)?.detail.data['challengeId'])));
  };
  const enter = async (): Promise<string> => {
    await send({ do: 'code', number });
    const entered = await send({ do: 'enter', number, code: await codeOnPhone() }, { at: later(1) });
    return (entered.headers['set-cookie'] ?? '').split(';')[0] ?? '';
  };
  return { world, caseId, number, send, show, codeOnPhone, enter };
};

describe("a mother's own page", () => {
  it('opens with the number on her card and the code from her phone, and shows what is hers', async () => {
    const { world, caseId, number, send, show, codeOnPhone } = await setUp();
    await world.files.read(caseId, aContext(AT, { by: 'user:worker-1', causationId: `look ${number}` }), 'case');

    expect((await send({ do: 'code', number })).text).toContain('a code comes to your phone');
    const entered = await send({ do: 'enter', number, code: await codeOnPhone() }, { at: later(1) });

    expect(entered.status).toBe(200);
    expect(entered.headers['set-cookie']).toMatch(/^nestling-account=[\w.-]+; Max-Age=1800; HttpOnly; Secure; SameSite=Strict$/);
    expect(entered.text).toContain(`<bdi>${number}</bdi>`);
    expect(entered.text).toContain('Asha &lt;b&gt; O’Hara &amp; Co');
    expect(entered.text).toMatch(/Who looked at your record.*health staff/);
    const again = await show({ cookie: String(entered.headers['set-cookie']).split(';')[0] ?? '' }, later(20));
    expect(again.text).toContain(number);
  });

  it('is closed again by leaving it, and after half an hour', async () => {
    const { number, send, show, enter } = await setUp();
    const cookie = await enter();

    expect((await show({ cookie }, later(31 + 1))).text).not.toContain(number);
    const second = await setUp();
    const own = await second.enter();
    const left = await second.send({ do: 'leave' }, { cookie: own, at: later(3) });

    expect(left.headers['set-cookie']).toMatch(/^nestling-account=; Max-Age=0/);
    expect((await second.show({ cookie: own }, later(4))).text).not.toContain(second.number);
    expect((await send({ do: 'leave' }, { at: later(5) })).status).toBe(200);
  });

  it.each([
    ['a wrong code', { do: 'enter', code: '000000' }],
    ['a code that is none', { do: 'enter', code: 'abc' }],
    ['another deed', { do: 'delete' }],
    ['nothing', {}],
  ])('shows nothing for %s', async (_, form) => {
    const { number, send } = await setUp();

    const answer = await send({ number, ...form });

    expect(answer.status).toBe(200);
    expect(answer.text).toContain('The number or the code is not right');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('forgets her after the days of the programme when she presses twice, and keeps her when she comes back before', async () => {
    const { world, caseId, number, send, show, codeOnPhone, enter } = await setUp();
    const cookie = await enter();
    const erasures = async () => allOf(await world.files.open(caseId, aContext(AT)), Erasures);

    const asked = await send({ do: 'forget' }, { cookie, at: later(2) });
    expect(asked.text).toContain('Only counts without names stay');
    expect(await erasures()).toEqual([]);
    const sure = await send({ do: 'forgetSure' }, { cookie, at: later(3) });
    await send({ do: 'forgetSure' }, { cookie, at: later(4) });

    expect(sure.text).toContain('Everything about you will be deleted on Mar 8, 2026');
    expect(await erasures()).toMatchObject([{ requestedBy: 'mother', erasedOn: '2026-03-08', requestedAt: later(3) }]);
    const planned = (await world.eventsOf(caseId)).filter(({ detailType }) => detailType === 'ErasureScheduled.v1');
    expect(planned).toHaveLength(1);
    expect((await show({ cookie }, later(5))).text).toContain('Keep my record');
    const after = 2 * 24 * 60;
    await send({ do: 'code', number }, { at: later(after) });
    const entered = await send({ do: 'enter', number, code: await codeOnPhone() }, { at: later(after + 1) });
    const kept = await send({ do: 'stay' }, { cookie: (entered.headers['set-cookie'] ?? '').split(';')[0] ?? '', at: later(after + 2) });

    expect(kept.text).toContain('Forget me');
    expect(await erasures()).toEqual([]);
    expect((await world.files.open(caseId, aContext(AT))).root.messages).toBe('all');
  });

  it.each(['forget', 'forgetSure', 'stay'])('does nothing for %s without her session, as another site would send it', async (press) => {
    const { world, caseId, send, enter } = await setUp();
    const cookie = await enter();
    await send({ do: 'leave' }, { cookie, at: later(2) });

    for (const stale of ['', cookie, 'nestling-account=made.up']) {
      const answer = await send({ do: press }, { cookie: stale, at: later(3) });
      expect(answer.text).toContain('Number on your card');
    }

    expect(allOf(await world.files.open(caseId, aContext(AT)), Erasures)).toEqual([]);
  });

  it('answers alike whether or not a number is anybody’s', async () => {
    const { send, number } = await setUp();
    const nobodys = programmeNumberOf('NST', aCaseId('nobody on the page'), 0);

    expect((await send({ do: 'code', number: nobodys })).text).toBe((await send({ do: 'code', number })).text);
  });

  it('opens to no made-up session', async () => {
    const { show, caseId } = await setUp();

    const answer = await show({ cookie: `nestling-account=${caseId}.${caseId}.${'0'.repeat(64)}` });

    expect(answer.text).toContain('Number on your card');
  });

  it.each(PAGE_LANGUAGES)('is a small page without script, in %s, from right to left where it is read so', async (language) => {
    const { show } = await setUp();

    const { text, headers } = await show({}, AT, language);

    expect(text).toContain(`lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
    expect(text).not.toMatch(/<script|https?:|<img/);
    expect(Buffer.byteLength(text)).toBeLessThan(10_000);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    });
  });

  it('speaks the language of her phone where she chose none', async () => {
    const { show } = await setUp();

    expect((await show({ 'accept-language': 'xx, sw-KE;q=0.9' })).text).toContain('lang="sw"');
  });
});
