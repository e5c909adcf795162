import { showOwnPage } from '../../../functions/enrolment/api/show-own-page.ts';
import type { FaultInput } from '../../../infra/local/partners/faults.ts';
import { call } from '../../support/world.ts';
import { SOWMYA } from '../partners/identity-provider-world.ts';
import { API, aSignInWorld, cookieIn, type SignInWorld } from './signin-world.ts';

const opened: SignInWorld[] = [];
const open = async (...given: Parameters<typeof aSignInWorld>): Promise<SignInWorld> => {
  const world = await aSignInWorld(...given);
  opened.push(world);
  return world;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((world) => world.stop()));
});

const looksAt = async ({ files, caseId, at }: SignInWorld) =>
  (await files.readAccesses(caseId, { at: at(), correlationId: 'c', causationId: 'looks', by: 'test' }, { limit: 20 })).items;

describe('a mother who signs in with her national identity', () => {
  it('is sent to the provider with a cookie for this host that no script and no other site gets', async () => {
    const world = await open();

    const started = await world.start();

    expect(started.status).toBe(302);
    expect(started.headers['location']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/idp\/authorize\?/);
    expect(new URL(started.headers['location'] ?? '').searchParams.get('redirect_uri')).toBe(`${API}/me/identity/callback`);
    expect(started.headers['set-cookie']).toMatch(
      /^__Host-nestling-sign-in=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(started.headers['referrer-policy']).toBe('no-referrer');
  });

  it('comes back to the same page as by a code, and her entry stands among those who looked', async () => {
    const world = await open();
    const { query, cookie } = await world.toCallback();

    const entered = await world.finish(query, cookie);

    expect(entered.status).toBe(200);
    expect(entered.headers['set-cookie']).toMatch(/^nestling-account=[\w.-]+; Max-Age=1800; Path=\/v1; HttpOnly; Secure; SameSite=Strict$/);
    expect(entered.text).toContain(`<meta http-equiv="refresh" content="0;url=${API}/me?lang=en">`);
    const page = await world.show(cookieIn(entered));
    expect(page.text).toContain(world.number);
    expect(page.text).toMatch(/Who looked at your record.*you/);
    expect(await looksAt(world)).toEqual(
      expect.arrayContaining([expect.objectContaining({ by: 'mother', why: 'signed in with her national identity' })]),
    );
  });

  it('leaves her identifier in no address, event, entry or kept sign-in', async () => {
    const world = await open();
    const { query, cookie, back } = await world.toCallback();

    await world.finish(query, cookie);

    expect([...back.searchParams.keys()]).toEqual(['code', 'state']);
    expect([...back.searchParams.values()]).not.toContain(SOWMYA);
    const kept = [...(await looksAt(world)), ...(await world.eventsOf(world.caseId)), ...(await world.table.all(`CASE#${world.caseId}`))];
    const values = JSON.stringify(kept).match(/"[^"]*"/g);
    expect(values).not.toContain(`"${SOWMYA}"`);
  });

  it.each(['en', 'fr', 'sw', 'hi', 'ar'])('is told in %s how to register where she has no account', async (lang) => {
    const world = await open({ hasAccount: false });
    const { query, cookie } = await world.toCallback(SOWMYA, lang);

    const answer = await world.finish(query, cookie);

    expect(answer).toMatchObject({ status: 200 });
    expect(answer.text).toContain(`<html lang="${lang}"`);
    expect(answer.headers['set-cookie']).toBeUndefined();
    if (lang === 'en') expect(answer.text).toContain('the nearest health centre to register you');
  });

  it('is told the same whether the country does not know her or she has no account', async () => {
    const stranger = await open();
    stranger.control.loadPopulation({ people: [{ nationalId: '99', givenName: 'N', familyName: 'N', birthDate: '1990-01-01' }] });
    const noAccount = await open({ hasAccount: false });
    const [first, second] = [await stranger.toCallback('99'), await noAccount.toCallback()];

    expect((await stranger.finish(first.query, first.cookie)).text).toBe((await noAccount.finish(second.query, second.cookie)).text);
  });

  it('enters no record of somebody who has died', async () => {
    const world = await open({ diedOn: '2026-02-01' });
    const { query, cookie } = await world.toCallback();

    expect((await world.finish(query, cookie)).headers['set-cookie']).toBeUndefined();
  });

  it('may say no at the provider, and keep her number to herself', async () => {
    const world = await open();
    const denied = await world.toCallback('nobody');
    expect(denied.query).toMatchObject({ error: 'access_denied' });
    expect(await world.finish(denied.query, denied.cookie)).toMatchObject({ status: 400 });

    world.control.setFault({ target: 'identityProvider.userinfo', kind: 'forged', form: 'withheld', times: 1 });
    const withheld = await world.toCallback();
    const answer = await world.finish(withheld.query, withheld.cookie);

    expect(answer.text).toContain('only if your national ID number is shared with us');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});

describe('somebody else than the browser that went to the provider', () => {
  const isRefused = async (world: SignInWorld, query: Record<string, string>, cookie: string) => {
    const answer = await world.finish(query, cookie);
    expect(answer.status).toBe(400);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.text).toContain('Signing in did not work');
  };

  it('cannot come back a second time', async () => {
    const world = await open();
    const { query, cookie } = await world.toCallback();
    expect((await world.finish(query, cookie)).status).toBe(200);

    await isRefused(world, query, cookie);
    expect(world.control.calls()['identityProvider.token']).toBe(1);
  });

  it('cannot come back twice at the same moment', async () => {
    const world = await open();
    const { query, cookie } = await world.toCallback();

    const answers = await Promise.all([1, 2, 3].map(() => world.finish(query, cookie)));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  it('cannot use the state of another browser, and does not spoil it', async () => {
    const world = await open();
    const [hers, theirs] = [await world.toCallback(), await world.toCallback()];

    await isRefused(world, hers.query, theirs.cookie);
    await isRefused(world, hers.query, '');
    expect((await world.finish(hers.query, hers.cookie)).status).toBe(200);
  });

  it('cannot bring a code of another sign-in', async () => {
    const world = await open();
    const [hers, theirs] = [await world.toCallback(), await world.toCallback()];

    await isRefused(world, { state: hers.query['state'] ?? '', code: theirs.query['code'] ?? '' }, hers.cookie);
  });

  it.each([
    ['no state', { code: 'x' }],
    ['an invented state', { code: 'x', state: 'invented' }],
    ['no code', { state: 'invented' }],
  ])('is refused with %s', async (_, query) => {
    await isRefused(await open(), query, '__Host-nestling-sign-in=x');
  });

  it('comes too late after ten minutes', async () => {
    const world = await open();
    const { query, cookie } = await world.toCallback();
    world.provider.pass(600);

    await isRefused(world, query, cookie);
  });

  it('cannot say where a browser is sent to', async () => {
    const world = await open();
    const elsewhere = { redirect_uri: 'https://evil.example', return: 'https://evil.example' };

    const started = await world.start({ ...elsewhere, lang: 'evil.exam' });
    const { query, cookie } = await world.toCallback();
    const finished = await world.finish({ ...query, ...elsewhere }, cookie);

    expect(started.headers['location']).not.toContain('evil.example');
    expect(finished.text).not.toContain('evil.example');
  });

  it('is not believed with a code that was handed out before', async () => {
    const world = await open();
    const first = await world.toCallback();
    await world.finish(first.query, first.cookie);
    world.control.setFault({ target: 'identityProvider.authorize', kind: 'forged', form: 'sameCode', times: 1 });
    const second = await world.toCallback();
    expect(second.query['code']).toBe(first.query['code']);

    await isRefused(world, second.query, second.cookie);
  });
});

describe('a provider that fails', () => {
  it('leaves her the code by text, on a plain page', async () => {
    const world = await open();
    world.control.setFault({ target: 'identityProvider', kind: 'down' });

    const answer = await world.start();

    expect(answer.status).toBe(503);
    expect(answer.text).toContain('Please use the number on your card and a code');
    expect(answer.text).toContain(`href="${API}/me?lang=en"`);
  });

  it.each<FaultInput>([
    { target: 'identityProvider.token', kind: 'down' },
    { target: 'identityProvider.userinfo', kind: 'refuse', status: 503 },
    { target: 'identityProvider.token', kind: 'garbage' },
    { target: 'identityProvider.token', kind: 'forged', form: 'signature' },
    { target: 'identityProvider.token', kind: 'forged', form: 'nonce' },
    { target: 'identityProvider.userinfo', kind: 'forged', form: 'userInfoSubject' },
  ])('opens nothing on her way back: %o', async (fault) => {
    const world = await open();
    const { query, cookie } = await world.toCallback();
    world.control.setFault(fault);

    const answer = await world.finish(query, cookie);

    expect(answer.status).toBe(503);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.text).not.toContain(world.number);
  });

  it('is not offered where the country does not want it for mothers', async () => {
    const world = await open({ provider: { mothers: false } });

    expect((await world.start()).status).toBe(503);
    expect((await call(showOwnPage(world.needs), {})).text).not.toContain('me/identity');
    expect((await call(showOwnPage({ ...world.needs, offersIdentity: () => true }), { query: { lang: 'fr' } })).text).toContain(
      '<a href="me/identity?lang=fr">Me connecter avec mon identité nationale</a>',
    );
  });
});
