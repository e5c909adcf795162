import { generateKeyPairSync } from 'node:crypto';
import { parseIdentityProvider } from '../../../functions/partners/http/identity-provider-configuration.ts';
import type { FaultInput } from '../../../infra/local/partners/faults.ts';
import { anIdentityProvider, chooseAt, REDIRECT, SOWMYA } from './identity-provider-world.ts';

type World = Awaited<ReturnType<typeof anIdentityProvider>>;
let world: World;
const opened: World[] = [];
const open = async (...given: Parameters<typeof anIdentityProvider>): Promise<World> => {
  const made = await anIdentityProvider(...given);
  opened.push(made);
  return made;
};
beforeEach(async () => {
  world = await open();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ sandbox }) => sandbox.stop()));
});

type Form = Extract<FaultInput, { kind: 'forged' }>['form'];
const forge = (form: Form, operation: string) =>
  world.sandbox.control.setFault({ target: `identityProvider.${operation}`, kind: 'forged', form, times: 1 });

describe('the identity provider client', () => {
  it('sends the browser to the provider with PKCE, state, nonce, how she may be recognised and the one claim that is needed', async () => {
    const url = new URL(await world.provider.authorizationUrl({ ...world.request, language: 'fr' }, world.call()));

    expect(url.origin + url.pathname).toBe(`${world.settings.issuer}/authorize`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'nestling',
      redirect_uri: REDIRECT,
      scope: 'openid',
      state: world.request.state,
      nonce: world.request.nonce,
      code_challenge_method: 'S256',
      acr_values: 'idbb:acr:generated-code idbb:acr:biometrics idbb:acr:linked-wallet',
      claims: '{"userinfo":{"individual_id":{"essential":true}}}',
      ui_locales: 'fr',
    });
    expect(url.href).not.toContain(world.request.verifier);
  });

  it('makes the challenge that RFC 7636 gives in its appendix B', async () => {
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

    const url = new URL(await world.provider.authorizationUrl({ ...world.request, verifier }, world.call()));

    expect(url.searchParams.get('code_challenge')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });

  it('learns who she is, and is told the same pseudonym each time', async () => {
    const first = await world.recognise();
    const second = await world.recognise();

    expect(first).toMatchObject({ outcome: 'recognised', person: { nationalId: SOWMYA, acr: 'idbb:acr:generated-code' } });
    expect(second).toEqual(first);
    expect(JSON.stringify(first)).toMatch(/"subject":"[\w-]{43}"/);
  });

  it('reads the provider’s addresses and keys once, and again when they are an hour old', async () => {
    await world.recognise();
    await world.recognise();
    expect(world.sandbox.control.calls()).toMatchObject({ 'identityProvider.discovery': 1, 'identityProvider.keys': 1 });

    world.pass(3600);
    await world.recognise();

    expect(world.sandbox.control.calls()).toMatchObject({ 'identityProvider.discovery': 2, 'identityProvider.keys': 2 });
  });

  it('looks for an unknown key once a minute and no oftener', async () => {
    await world.recognise();
    world.pass(61);
    for (let tryNumber = 0; tryNumber < 3; tryNumber += 1) {
      forge('unknownKey', 'token');
      await expect(world.recognise()).rejects.toMatchObject({ name: 'PartnerAnswerInvalid' });
    }

    expect(world.sandbox.control.calls()['identityProvider.keys']).toBe(2);
  });

  it('notices within a minute that the provider has another key under the same name', async () => {
    const { n } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
    let isOld = true;
    const rotated = await open({}, async (input, init) => {
      const response = await fetch(input, init);
      if (!isOld || !(typeof input === 'string' && input.includes('jwks'))) return response;
      const { keys } = (await response.json()) as { keys: object[] };
      return Response.json({ keys: keys.map((key) => ({ ...key, n })) });
    });
    await expect(rotated.recognise()).rejects.toThrow(/does not verify/);
    isOld = false;

    await expect(rotated.recognise()).rejects.toThrow(/does not verify/);
    rotated.pass(61);

    await expect(rotated.recognise()).resolves.toMatchObject({ outcome: 'recognised' });
  });

  it.each<[Form, string, RegExp]>([
    ['signature', 'token', /does not verify/],
    ['none', 'token', /does not verify/],
    ['sharedSecret', 'token', /does not verify/],
    ['unknownKey', 'token', /does not verify/],
    ['issuer', 'token', /of another issuer/],
    ['audience', 'token', /for another client/],
    ['authorizedParty', 'token', /asked for by another client/],
    ['nonce', 'token', /answers another request/],
    ['expired', 'token', /has expired/],
    ['future', 'token', /from the future/],
    ['accessTokenHash', 'token', /belongs to another access token/],
    ['acr', 'token', /not asked for/],
    ['errorList', 'token', /gives no token: unknown_error/],
    ['none', 'userinfo', /user information does not verify/],
    ['sharedSecret', 'userinfo', /user information does not verify/],
    ['userInfoSignature', 'userinfo', /user information does not verify/],
    ['userInfoUnsigned', 'userinfo', /not signed/],
    ['userInfoEncrypted', 'userinfo', /encrypted/],
    ['userInfoSubject', 'userinfo', /about somebody else/],
    ['errorList', 'userinfo', /gives no user information: unknown_error/],
  ])('does not believe %s of the %s endpoint', async (form, operation, reason) => {
    forge(form, operation);

    const refused = world.recognise();

    await expect(refused).rejects.toMatchObject({ name: 'PartnerAnswerInvalid' });
    await expect(refused).rejects.toThrow(reason);
    await expect(refused).rejects.not.toThrow(SOWMYA);
  });

  it('allows a clock that is a little off, and no more', async () => {
    const strict = await open({ clockSkewSeconds: 30 });
    const late = (seconds: number) => ({ ...strict.call(), at: new Date(Date.parse(strict.call().at) - seconds * 1000).toISOString() });
    const codeOf = async () =>
      (await chooseAt(await strict.provider.authorizationUrl(strict.request, strict.call()), SOWMYA)).searchParams.get('code') ?? '';

    await expect(strict.provider.recognise({ ...strict.request, code: await codeOf() }, late(20))).resolves.toMatchObject({
      outcome: 'recognised',
    });
    await expect(strict.provider.recognise({ ...strict.request, code: await codeOf() }, late(40))).rejects.toThrow(/from the future/);
  });

  it('says when she keeps her identifier to herself', async () => {
    forge('withheld', 'userinfo');

    expect(await world.recognise()).toEqual({ outcome: 'withheld' });
  });

  it.each<[string, (code: string) => Record<string, string>]>([
    ['a code that was used', (code) => ({ code })],
    ['a code that nobody gave', () => ({ code: 'invented' })],
    ['a code of another request', () => ({ verifier: 'v'.repeat(43) })],
    ['a code for another address', () => ({ redirectUri: 'https://nestling.example/v1/staff/sign-in/callback' })],
  ])('is refused %s', async (_, change) => {
    const back = await chooseAt(await world.provider.authorizationUrl(world.request, world.call()), SOWMYA);
    const code = back.searchParams.get('code') ?? '';
    if ('code' in change(code) && change(code)['code'] === code) await world.provider.recognise({ ...world.request, code }, world.call());

    expect(await world.provider.recognise({ ...world.request, code, ...change(code) }, world.call())).toEqual({ outcome: 'refused' });
  });

  it('is refused a code that is a minute old', async () => {
    const back = await chooseAt(await world.provider.authorizationUrl(world.request, world.call()), SOWMYA);
    world.pass(61);

    expect(await world.provider.recognise({ ...world.request, code: back.searchParams.get('code') ?? '' }, world.call())).toEqual({
      outcome: 'refused',
    });
  });

  it('proves itself with its own key and no other', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const stranger = await open({ clientKey: { value: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64') } });

    await expect(stranger.recognise()).rejects.toThrow(/gives no token: invalid_assertion/);
  });

  it('calls the provider unavailable while it is down, and leaves it alone after five failures', async () => {
    const { control } = world.sandbox;
    control.setFault({ target: 'identityProvider', kind: 'down' });
    for (let tryNumber = 0; tryNumber < 5; tryNumber += 1)
      await expect(world.provider.authorizationUrl(world.request, world.call())).rejects.toMatchObject({ name: 'PartnerUnavailable' });

    await expect(world.provider.authorizationUrl(world.request, world.call())).rejects.toThrow(/failed too often/);
    control.clearFaults();
    world.pass(30);

    await expect(world.provider.authorizationUrl(world.request, world.call())).resolves.toContain('/idp/authorize?');
  });

  it('waits no longer than it is told to', async () => {
    const hasty = await open({ timeoutMs: 50 });
    hasty.sandbox.control.setFault({ target: 'identityProvider.discovery', kind: 'slow', delayMs: 1000 });

    await expect(hasty.provider.authorizationUrl(hasty.request, hasty.call())).rejects.toThrow(/no answer within 50 ms/);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['of another issuer', { issuer: 'https://elsewhere.example' }, /of another issuer/],
    ['with an endpoint on another host', { token_endpoint: 'https://elsewhere.example/oauth/token' }, /on another host/],
    ['without an endpoint', { userinfo_endpoint: undefined }, /userinfo_endpoint/],
  ])('does not follow a discovery document %s', async (_, change, reason) => {
    const altered: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      return new Response(JSON.stringify({ ...((await answer.json()) as object), ...change }));
    };
    const misled = await open({}, altered);

    await expect(misled.provider.authorizationUrl(misled.request, misled.call())).rejects.toThrow(reason);
  });
});

describe('the settings of the identity provider', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  const valid = {
    baseUrl: 'https://id.example',
    issuer: 'https://id.example/v1/esignet',
    clientId: 'nestling',
    clientKey: { value: ec },
    algorithm: 'ES256',
  };

  it('have defaults for what a ministry need not say', () => {
    expect(parseIdentityProvider(valid)).toMatchObject({
      discoveryPath: '/.well-known/openid-configuration',
      identifierClaim: 'individual_id',
      mothers: true,
      timeoutMs: 5000,
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown setting', { clientSecret: 'x' }, 'clientSecret: is not a known setting'],
    ['an issuer without TLS', { issuer: 'http://id.example' }, 'issuer: must be an https address without query and fragment'],
    ['a key that is none', { clientKey: { value: 'c2VjcmV0' } }, 'clientKey: must be a private key: PKCS#8 (DER) in base64, on one line'],
    ['a key for another algorithm', { algorithm: 'RS256' }, 'clientKey: must be an RSA key of 2048 bits or more, for RS256'],
    ['an algorithm without a signature', { acceptedAlgorithms: ['none'] }, 'acceptedAlgorithms.0: '],
    ['a shared secret as algorithm', { acceptedAlgorithms: ['HS256'] }, 'acceptedAlgorithms.0: '],
    ['a scope that is not openid', { scope: 'profile' }, 'scope: must contain openid'],
    ['a short secret of the staff', { staff: { clientSecret: { value: 'short' }, signingKey: { value: ec } } }, 'staff.clientSecret'],
  ])('name %s, and do not show what is secret', (_, change, said) => {
    const parse = () => parseIdentityProvider({ ...valid, ...change });

    expect(parse).toThrow(said);
    expect(parse).not.toThrow(ec);
    expect(parse).not.toThrow('c2VjcmV0');
  });
});
