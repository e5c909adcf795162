import { jest } from '@jest/globals';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { aCountry, type World } from '../../support/country.ts';
import { known, phoneOf, register, registrationOf } from '../../support/families.ts';

jest.setTimeout(120_000);

const HER_NUMBER = 'IN-5353';
const MIDWIFE = 'IN-7001';

let world: World;
let number: string;
let caseId: string;
beforeAll(async () => {
  world = await aCountry();
  const registration = registrationOf(1, { nationalId: HER_NUMBER, lastMenstrualPeriodOn: '2023-11-20' });
  known(world, registration);
  world.partners.control.loadPopulation({
    people: [{ nationalId: MIDWIFE, givenName: 'Lakshmi', familyName: 'Devi', birthDate: '1980-02-03' }],
  });
  ({ caseId } = await register(world, registration));
  await world.settle();
  number = String((await world.caseOf(caseId))['programmeNumber']);
});
afterAll(() => world.stop());

/** A browser as far as it matters: its cookies, and no redirect followed unseen. */
const aBrowser = () => {
  const cookies = new Map<string, string>();
  const open = async (address: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { redirect: 'manual', ...init, headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    return { status: answer.status, location: answer.headers.get('location') ?? '', text: await answer.text() };
  };
  return { open };
};

/** Signs somebody in on the provider's page; gives where it leads back to. */
const signInAt = async (browser: ReturnType<typeof aBrowser>, address: string, nationalId: string): Promise<string> => {
  expect((await browser.open(address)).text).toContain('Who are you?');
  const body = new URLSearchParams([...new URL(address).searchParams, ['nationalId', nationalId]]);
  return (await browser.open(address.split('?')[0] ?? '', { method: 'POST', body })).location;
};

describe('a mother at her own page', () => {
  it('is offered her national identity there, signs in with it, and sees what is hers', async () => {
    const browser = aBrowser();
    const me = `${world.local.apiUrl}/me`;
    expect((await browser.open(me)).text).toContain('href="me/identity?lang=en"');

    const started = await browser.open(`${me}/identity?lang=en`);
    expect(started.status).toBe(302);
    const entered = await browser.open(await signInAt(browser, started.location, HER_NUMBER));

    expect(entered.status).toBe(200);
    const [, onward = ''] = /content="0;url=([^"]+)"/.exec(entered.text) ?? [];
    expect(onward).toBe(`${me}?lang=en`);
    const page = await browser.open(onward);
    expect(page.text).toContain(number);
    expect(world.logs.join('\n')).not.toContain(HER_NUMBER);
    expect(JSON.stringify(world.local.events())).not.toContain(HER_NUMBER);
  });

  it('finds the way by a code open while the provider is down', async () => {
    const browser = aBrowser();
    world.partners.control.setFault({ target: 'identityProvider', kind: 'down' });
    // what the function still remembers of the provider is forgotten with time
    await world.passDays(1);

    const down = await browser.open(`${world.local.apiUrl}/me/identity?lang=en`);
    expect(down).toMatchObject({ status: 503 });
    expect(down.text).toContain('Please use the number on your card and a code');
    expect((await world.nobody.call('POST', '/accounts/codes', { programmeNumber: number })).status).toBe(202);
    await world.settle();
    const [, code = ''] = /\b(\d{6})\b/.exec(world.texts(phoneOf(1)).at(-1) ?? '') ?? [];

    expect((await world.nobody.call('POST', '/accounts/sessions', { programmeNumber: number, code })).status).toBe(201);
    world.partners.control.clearFaults();
    // until the circuit is closed again
    await world.passDays(1);
  });
});

describe('a member of the staff', () => {
  it('reaches the user pool by her national identity, under the name that an administrator gave her', async () => {
    const ministry = world.partner('ministry-it', 'staff.manage', 'ministry');
    const put = (nationalId: string) => ministry.call('PUT', '/staff/midwife-1/identity', { nationalId });
    expect((await world.manager.call('PUT', '/staff/midwife-1/identity', { nationalId: MIDWIFE })).status).toBe(403);
    expect(await put(MIDWIFE)).toMatchObject({ status: 200, body: { username: 'midwife-1' } });
    const issuer = `${world.local.apiUrl}/staff/sign-in`;
    const browser = aBrowser();
    const asked = (redirectUri: string) =>
      browser.open(
        `${issuer}/authorize?${new URLSearchParams({ response_type: 'code', client_id: 'staff-pool', redirect_uri: redirectUri, state: 'p' }).toString()}`,
      );
    expect((await asked('https://evil.example/oauth2/idpresponse')).location).toBe('');

    // as the template puts it together: stage, account and region of the local system
    const pool = `https://nestling-main-000000000000.auth.${world.local.clientConfig.region}.amazoncognito.com/oauth2/idpresponse`;
    const onward = await browser.open(await signInAt(browser, (await asked(pool)).location, MIDWIFE));
    expect(onward.location.startsWith(`${pool}?code=`)).toBe(true);
    const secret = world.partners.identityProvider().staff.clientSecret.value;
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL(onward.location).searchParams.get('code') ?? '',
        client_id: 'staff-pool',
        client_secret: secret,
        redirect_uri: pool,
      }),
    });
    const { id_token: idToken } = (await answer.json()) as { id_token: string };
    const keys = (await (await fetch(`${issuer}/jwks.json`)).json()) as JSONWebKeySet;
    const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys), {
      issuer,
      audience: 'staff-pool',
      currentDate: new Date(world.local.clock.now()),
    });

    expect(payload.sub).toBe('midwife-1');
  });
});
