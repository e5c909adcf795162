import { createHash, generateKeyPairSync } from 'node:crypto';
import { jwtVerify, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import * as z from 'zod';
import { strike, type Forgery } from '../faults.ts';
import { ok, type Incoming, type Reply } from '../reply.ts';
import type { Person, SignInCode, State } from '../state.ts';
import { CLIENT_ID } from './authorize.ts';
import { clientKey, providerKey } from './keys.ts';

const TOKEN_SECONDS = 300;
const HOUR_SECONDS = 3600;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const Request = z.object({
  grant_type: z.literal('authorization_code'),
  code: z.string().min(1),
  client_id: z.literal(CLIENT_ID),
  client_assertion_type: z.string(),
  client_assertion: z.string().min(1),
  redirect_uri: z.string().min(1),
  code_verifier: z.string().optional(),
});

const issuerAt = (origin: string): string => `${origin}/idp`;
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
/** What one client is told a person is called; another client is told another name. */
const pseudonymOf = (nationalId: string): string => sha256(`${CLIENT_ID} ${nationalId}`).toString('base64url');

const tokenRefused = (error: string): Reply => ({ status: 400, body: { error } });

type Signer = (claims: JWTPayload) => Promise<string>;

const signedBy = async (claims: JWTPayload, kid = 'sandbox-1'): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign((await providerKey()).privateKey);

const strangersKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const withForeignSignature: Signer = async (claims) => {
  const [head = '', , signature = ''] = (await signedBy({ ...claims, sub: 'somebody-else' })).split('.');
  return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
};

/** How somebody signs who would like to be the provider. */
const FORGERS: Partial<Readonly<Record<Forgery, Signer>>> = {
  none: (claims) => Promise.resolve(new UnsecuredJWT(claims).encode()),
  // the public key of the provider taken for a secret, as a careless verifier would
  sharedSecret: async (claims) => {
    const secret = (await providerKey()).publicKey.export({ type: 'spki', format: 'pem' });
    return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'sandbox-1' }).sign(Buffer.from(secret));
  },
  unknownKey: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'nobody' }).sign(strangersKey()),
  signature: withForeignSignature,
  userInfoSignature: withForeignSignature,
};

const signerFor = (forgery: Forgery | undefined): Signer =>
  (forgery === undefined ? undefined : FORGERS[forgery]) ?? ((claims) => signedBy(claims));

const during = (from: number): JWTPayload => ({ iat: from, exp: from + TOKEN_SECONDS });

/** What a forger changes of an identity token. */
const forgedClaims = (forgery: Forgery | undefined, seconds: number): JWTPayload => {
  const changes: Partial<Record<Forgery, JWTPayload>> = {
    issuer: { iss: 'https://elsewhere.example' },
    audience: { aud: 'another-client' },
    authorizedParty: { aud: [CLIENT_ID, 'another-client'], azp: 'another-client' },
    nonce: { nonce: 'of another request' },
    expired: during(seconds - HOUR_SECONDS),
    future: during(seconds + HOUR_SECONDS),
    accessTokenHash: { at_hash: sha256('another token').subarray(0, 16).toString('base64url') },
    acr: { acr: 'idbb:acr:static-code' },
  };
  return (forgery === undefined ? undefined : changes[forgery]) ?? {};
};

const isProven = async (assertion: string, origin: string, now: number): Promise<boolean> => {
  try {
    const { payload } = await jwtVerify(assertion, clientKey().publicKey, {
      algorithms: ['RS256'],
      issuer: CLIENT_ID,
      subject: CLIENT_ID,
      audience: `${issuerAt(origin)}/oauth/token`,
      requiredClaims: ['exp', 'iat', 'jti'],
      currentDate: new Date(now),
      clockTolerance: 5,
    });
    return typeof payload.jti === 'string';
  } catch {
    return false;
  }
};

const isFor = ({ redirectUri, challenge, expiresAt, used }: SignInCode, request: z.infer<typeof Request>, now: number): boolean =>
  !used &&
  now < expiresAt &&
  redirectUri === request.redirect_uri &&
  (challenge === undefined || (request.code_verifier !== undefined && sha256(request.code_verifier).toString('base64url') === challenge));

/** `POST /oauth/token` */
export const giveTokens = async (state: State, now: number, { text, origin }: Incoming): Promise<Reply> => {
  const request = Request.safeParse(Object.fromEntries(new URLSearchParams(text)));
  if (!request.success) return tokenRefused('invalid_request');
  if (request.data.client_assertion_type !== ASSERTION_TYPE) return tokenRefused('invalid_assertion_type');
  if (!(await isProven(request.data.client_assertion, origin, now))) return tokenRefused('invalid_assertion');
  const found = state.signInCodes[request.data.code];
  if (found === undefined || !isFor(found, request.data, now)) return tokenRefused('invalid_transaction');
  found.used = true;

  const forgery = strike(state.faults, 'identityProvider.token', ['forged'])?.form;
  if (forgery === 'errorList')
    return ok({ responseTime: new Date(now).toISOString(), errors: [{ errorCode: 'unknown_error', errorMessage: '' }] });
  const seconds = Math.floor(now / 1000);
  const common = { iss: issuerAt(origin), sub: pseudonymOf(found.nationalId), iat: seconds, exp: seconds + TOKEN_SECONDS };
  const accessToken = await signedBy({ ...common, aud: `${issuerAt(origin)}/oidc/userinfo`, code: request.data.code });
  const claims: JWTPayload = {
    ...common,
    aud: CLIENT_ID,
    auth_time: seconds,
    ...(found.nonce === undefined ? {} : { nonce: found.nonce }),
    acr: found.acr,
    at_hash: sha256(accessToken).subarray(0, 16).toString('base64url'),
  };
  return {
    ...ok({
      id_token: await signerFor(forgery)({ ...claims, ...forgedClaims(forgery, seconds) }),
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
    }),
    headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
  };
};

const toldOf = ({ nationalId, givenName, familyName, birthDate, sex }: Person, claims: readonly string[]): Record<string, string> => {
  const known: Readonly<Record<string, string | undefined>> = {
    individual_id: nationalId,
    given_name: givenName,
    family_name: familyName,
    name: `${givenName} ${familyName}`,
    birthdate: birthDate,
    gender: sex,
  };
  return Object.fromEntries(claims.flatMap((claim) => (known[claim] === undefined ? [] : [[claim, known[claim]]])));
};

const jwt = (text: string): Reply => ({ status: 200, raw: { contentType: 'application/jwt', text } });
const noToken: Reply = { status: 401, headers: { 'www-authenticate': 'Bearer error=invalid_token' } };

/** `GET /oidc/userinfo` */
export const tellAbout = async (state: State, now: number, { headers, origin }: Incoming): Promise<Reply> => {
  const [, token] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
  const issuer = issuerAt(origin);
  const audience = `${issuer}/oidc/userinfo`;
  const checked = await jwtVerify(token ?? '', (await providerKey()).publicKey, { issuer, audience, currentDate: new Date(now) }).catch(
    () => undefined,
  );
  const code = state.signInCodes[String(checked?.payload['code'])];
  const person = code && state.people[code.nationalId];
  if (code === undefined || person === undefined) return noToken;

  const forgery = strike(state.faults, 'identityProvider.userinfo', ['forged'])?.form;
  const claims = {
    iss: issuer,
    aud: CLIENT_ID,
    sub: pseudonymOf(forgery === 'userInfoSubject' ? 'somebody else' : code.nationalId),
    ...toldOf(person, forgery === 'withheld' ? [] : code.claims),
  };
  if (forgery === 'userInfoUnsigned') return ok(claims);
  if (forgery === 'errorList')
    return ok({ responseTime: new Date(now).toISOString(), errors: [{ errorCode: 'unknown_error', errorMessage: '' }] });
  if (forgery === 'userInfoEncrypted') return jwt('eyJhbGciOiJSU0EtT0FFUC0yNTYifQ.a.b.c.d');
  return jwt(await signerFor(forgery)(claims));
};
