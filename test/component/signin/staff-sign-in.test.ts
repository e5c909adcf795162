import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { authorizeStaff } from '../../../functions/signin/api/authorize-staff.ts';
import { deleteStaffIdentity } from '../../../functions/signin/api/delete-staff-identity.ts';
import { describeIssuer } from '../../../functions/signin/api/describe-issuer.ts';
import { finishMotherSignIn } from '../../../functions/signin/api/finish-mother-sign-in.ts';
import { finishStaffSignIn } from '../../../functions/signin/api/finish-staff-sign-in.ts';
import { givePoolTokens } from '../../../functions/signin/api/give-pool-tokens.ts';
import { putStaffIdentity } from '../../../functions/signin/api/put-staff-identity.ts';
import { showPoolKeys } from '../../../functions/signin/api/show-pool-keys.ts';
import { tellPool } from '../../../functions/signin/api/tell-pool.ts';
import { getWorker } from '../../../functions/enrolment/api/get-worker.ts';
import { call, type CallOptions } from '../../support/world.ts';
import { chooseAt, SOWMYA } from '../partners/identity-provider-world.ts';
import { API, aSignInWorld, cookieIn, POOL_RETURN } from './signin-world.ts';

const ISSUER = `${API}/staff/sign-in`;
const SECRET = 'sandbox-secret-between-us-and-cognito';

const aStaffWorld = async () => {
  const world = await aSignInWorld();
  const { needs, at } = world;
  const register = (username: string, nationalId: string, more: CallOptions = {}) =>
    call(putStaffIdentity(needs), { path: { username }, body: { nationalId }, user: 'admin-1', groups: ['admin'], at: at(), ...more });
  const authorize = (more: Record<string, string> = {}) =>
    call(authorizeStaff(needs), {
      query: { response_type: 'code', client_id: 'staff-pool', redirect_uri: POOL_RETURN, state: 'pool-state', nonce: 'n-1', ...more },
      at: at(),
    });
  const comeBack = async (nationalId = SOWMYA) => {
    const asked = await authorize();
    const back = await chooseAt(asked.headers['location'] ?? '', nationalId);
    return { query: Object.fromEntries(back.searchParams), cookie: cookieIn(asked) };
  };
  const finish = (query: Record<string, string>, cookie: string) =>
    call(finishStaffSignIn(needs), { query, headers: { cookie }, at: at() });
  const token = (change: Record<string, string> = {}) =>
    call(givePoolTokens(needs), {
      rawBody: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'staff-pool',
        client_secret: SECRET,
        redirect_uri: POOL_RETURN,
        ...change,
      }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      at: at(),
    });
  /** A code of ours, as it reaches the user pool. */
  const codeFor = async (nationalId = SOWMYA): Promise<string> => {
    const { query, cookie } = await comeBack(nationalId);
    return new URL((await finish(query, cookie)).headers['location'] ?? '').searchParams.get('code') ?? '';
  };
  return { ...world, register, authorize, comeBack, finish, token, codeFor };
};
type StaffWorld = Awaited<ReturnType<typeof aStaffWorld>>;

let world: StaffWorld;
beforeEach(async () => {
  world = await aStaffWorld();
});
afterEach(() => world.stop());

describe('a member of the staff who signs in with the national identity', () => {
  it('reaches the user pool under her own user name, by tokens that its keys verify', async () => {
    await world.register('midwife.asha', SOWMYA);
    const { query, cookie } = await world.comeBack();
    const finished = await world.finish(query, cookie);
    const onward = new URL(finished.headers['location'] ?? '');
    expect(onward.origin + onward.pathname).toBe(POOL_RETURN);
    expect(onward.searchParams.get('state')).toBe('pool-state');

    const { status, body } = await world.token({ code: onward.searchParams.get('code') ?? '' });

    expect(status).toBe(200);
    const { body: described } = await call(describeIssuer(world.needs));
    expect(described).toMatchObject({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks.json`, token_endpoint: `${ISSUER}/token` });
    const { body: keySet } = await call(showPoolKeys(world.needs));
    expect(JSON.stringify(keySet)).not.toContain('"d":');
    const { payload, protectedHeader } = await jwtVerify(String(body['id_token']), createLocalJWKSet(keySet as unknown as JSONWebKeySet), {
      issuer: ISSUER,
      audience: 'staff-pool',
      currentDate: new Date(world.at()),
    });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: expect.any(String) as unknown });
    expect(payload).toMatchObject({ sub: 'midwife.asha', nonce: 'n-1', acr: 'idbb:acr:generated-code' });
    expect(JSON.stringify(payload)).not.toContain(`"${SOWMYA}"`);
    const told = await call(tellPool(world.needs), {
      headers: { authorization: `Bearer ${String(body['access_token'])}` },
      at: world.at(),
    });
    expect(told).toMatchObject({ status: 200, body: { sub: 'midwife.asha' } });
  });

  it('gets nothing where no user of the staff has her identity, also when she is a mother here', async () => {
    const { query, cookie } = await world.comeBack();

    const finished = await world.finish(query, cookie);

    expect(finished.status).toBe(403);
    expect(finished.headers['location']).toBeUndefined();
  });

  it('is sent to no address but the pool’s, and only for the pool', async () => {
    const elsewhere = await world.authorize({ redirect_uri: 'https://evil.example/oauth2/idpresponse' });
    expect(elsewhere).toMatchObject({ status: 400 });
    expect(elsewhere.headers['location']).toBeUndefined();
    expect((await world.authorize({ client_id: 'another' })).status).toBe(400);
    expect((await world.authorize({ response_type: 'token' })).status).toBe(400);
  });

  it('comes back once, in her own browser, and not by the way of mothers', async () => {
    await world.register('midwife.asha', SOWMYA);
    const { query, cookie } = await world.comeBack();

    expect((await world.finish(query, '__Host-nestling-sign-in=x')).status).toBe(400);
    expect((await call(finishMotherSignIn(world.needs), { query, headers: { cookie }, at: world.at() })).status).toBe(400);
    const mothers = await world.toCallback();
    expect((await world.finish(mothers.query, mothers.cookie)).status).toBe(400);
    expect((await world.finish(query, cookie)).status).toBe(302);
    expect((await world.finish(query, cookie)).status).toBe(400);
  });

  it('is asked for her password while the provider is down', async () => {
    world.control.setFault({ target: 'identityProvider', kind: 'down' });

    expect(await world.authorize()).toMatchObject({ status: 503, text: expect.stringContaining('sign in with your password') as unknown });
  });
});

describe('the token endpoint of the pool', () => {
  beforeEach(() => world.register('midwife.asha', SOWMYA));

  it('gives tokens for a code once', async () => {
    const code = await world.codeFor();

    const answers = await Promise.all([world.token({ code }), world.token({ code })]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(await world.token({ code })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['a wrong secret', { client_secret: 'guess' }, 401, 'invalid_client'],
    ['another client', { client_id: 'another' }, 400, 'invalid_request'],
    ['another address', { redirect_uri: 'https://evil.example' }, 400, 'invalid_grant'],
    ['another grant', { grant_type: 'client_credentials' }, 400, 'invalid_request'],
    ['an invented code', { code: 'invented' }, 400, 'invalid_grant'],
  ])('refuses %s, and the code stays good', async (_, change, status, error) => {
    const code = await world.codeFor();

    expect(await world.token({ code, ...change })).toMatchObject({ status, body: { error } });
    expect((await world.token({ code })).status).toBe(200);
  });

  it('refuses a code after a minute, and the state of a sign-in as a code', async () => {
    const code = await world.codeFor();
    const { query } = await world.comeBack();
    expect((await world.token({ code: query['state'] ?? '' })).status).toBe(400);
    world.provider.pass(60);

    expect((await world.token({ code })).status).toBe(400);
  });

  it('tells of nobody without an access token of its own', async () => {
    const { body } = await world.token({ code: await world.codeFor() });
    const ask = (token: string) => call(tellPool(world.needs), { headers: { authorization: `Bearer ${token}` }, at: world.at() });

    expect((await ask(String(body['id_token']))).status).toBe(401);
    expect((await ask('x.y.z')).status).toBe(401);
    world.provider.pass(301);
    expect((await ask(String(body['access_token']))).status).toBe(401);
  });

  it('is not there where the staff does not sign in that way', async () => {
    const { needs } = await aSignInWorld({ provider: { staff: undefined } }).then(async (other) => {
      await other.stop();
      return other;
    });
    const without = { ...needs, poolReturnUrl: () => POOL_RETURN };

    expect((await call(showPoolKeys(without))).status).toBe(404);
    expect((await call(describeIssuer(without))).status).toBe(404);
  });
});

describe('the national identities of the staff', () => {
  it('are set by an administrator and by nobody below, and by no partner', async () => {
    expect(await world.register('a', '1', { groups: ['manager'] })).toMatchObject({ status: 403 });
    expect(await world.register('a', '1', { scopes: ['worker.write'] })).toMatchObject({ status: 403 });
    const asMachine = { path: { username: 'a' }, body: { nationalId: '1' } };
    expect((await call(putStaffIdentity(world.needs), { ...asMachine, partner: true })).status).toBe(403);
    expect((await call(putStaffIdentity(world.needs), asMachine)).status).toBe(200);
  });

  it('are each one user’s; a repeat changes nothing, another one takes the place, and removal ends it', async () => {
    expect(await world.register('midwife.asha', SOWMYA)).toMatchObject({ status: 200, body: { username: 'midwife.asha' } });
    expect(await world.register('midwife.asha', SOWMYA)).toMatchObject({ status: 200 });
    expect(await world.register('doctor', SOWMYA)).toMatchObject({ status: 409 });
    expect(await world.register('midwife.asha', '77')).toMatchObject({ status: 200 });
    expect(await world.register('doctor', SOWMYA)).toMatchObject({ status: 200 });

    const removed = await call(deleteStaffIdentity(world.needs), { path: { username: 'doctor' }, user: 'admin-1', groups: ['admin'] });
    expect(removed).toMatchObject({ status: 200, body: { username: 'doctor' } });
    const { query, cookie } = await world.comeBack();
    expect((await world.finish(query, cookie)).status).toBe(403);
  });

  it('name what is wrong, and keep nothing', async () => {
    expect(await world.register('no spaces', '1')).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/path/username' }] } });
    expect(await world.register('midwife.asha', '')).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/body/nationalId' }] } });
    expect(await world.table.find({ pk: 'STAFFIDENTITY#midwife.asha', sk: 'STAFFIDENTITY' })).toBeUndefined();
  });
});

describe('somebody whom the user pool knows by the national provider only', () => {
  it('may do nothing until she is linked to a user of the staff', async () => {
    const answer = await call(getWorker(world.needs), {
      path: { workerId: 'w' },
      user: 'NationalId_midwife.asha',
      groups: ['pool_NationalId'],
    });

    expect(answer).toMatchObject({ status: 403, body: { type: 'urn:nestling:problem:role-missing' } });
  });
});
