import { ok, type Incoming, type Reply } from '../reply.ts';
import type { State } from '../state.ts';
import { CLIENT_ID, showSignIn, signIn } from './authorize.ts';
import { clientKey, providerKey, staffSigningKey } from './keys.ts';
import { giveTokens, tellAbout } from './tokens.ts';

const discovery = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/oauth/token`,
  userinfo_endpoint: `${issuer}/oidc/userinfo`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  registration_endpoint: `${issuer}/client-mgmt/oidc-client`,
  scopes_supported: ['openid'],
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  token_endpoint_auth_methods_supported: ['private_key_jwt'],
  token_endpoint_auth_signing_alg_values_supported: ['RS256'],
  id_token_signing_alg_values_supported: ['RS256'],
  userinfo_signing_alg_values_supported: ['RS256'],
  claims_supported: ['individual_id', 'name', 'given_name', 'family_name', 'birthdate', 'gender'],
  code_challenge_methods_supported: ['S256'],
});

type Answer = (state: State, now: number, incoming: Incoming) => Reply | Promise<Reply>;

/**
 * The identity provider under `/idp`, by the paths of the definition.
 * @source GovStack Identity, `Identity-Provider.yaml`
 */
export const IDENTITY_PROVIDER: Readonly<Record<string, { readonly name: string; readonly answer: Answer }>> = {
  'GET /.well-known/openid-configuration': {
    name: 'identityProvider.discovery',
    answer: (_state, _now, { origin }) => ok(discovery(`${origin}/idp`)),
  },
  'GET /.well-known/jwks.json': {
    name: 'identityProvider.keys',
    answer: async () => ok({ keys: [(await providerKey()).jwk] }),
  },
  'GET /authorize': { name: 'identityProvider.page', answer: (state, _now, incoming) => showSignIn(state, incoming) },
  'POST /authorize': { name: 'identityProvider.authorize', answer: signIn },
  'POST /oauth/token': { name: 'identityProvider.token', answer: giveTokens },
  'GET /oidc/userinfo': { name: 'identityProvider.userinfo', answer: tellAbout },
};

/** What Nestling is told of the sandbox provider: the value of IDENTITY_PROVIDER. */
export const providerSettings = (baseUrl: string) => ({
  baseUrl,
  issuer: `${baseUrl}/idp`,
  discoveryPath: '/idp/.well-known/openid-configuration',
  clientId: CLIENT_ID,
  clientKey: { value: clientKey().secret },
  staff: { clientSecret: { value: 'sandbox-secret-between-us-and-cognito' }, signingKey: { value: staffSigningKey() } },
});
