import { createHash, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import * as z from 'zod';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { IdentityProviderPort } from '../identity-provider.ts';
import type { PartnerCall } from '../partner-call.ts';
import { exchangeWith, type Needs } from './exchange.ts';
import type { IdentityProviderConfiguration } from './identity-provider-configuration.ts';
import { errorIn, providerDirectory, shownCode } from './provider-directory.ts';
import { providerTokens } from './provider-tokens.ts';
import { privateKeyOf } from './signing-key.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ASSERTION_SECONDS = 120;

const Tokens = z.object({
  id_token: z.string().min(1),
  access_token: z.string().min(1).max(8192),
  token_type: z.string().regex(/^bearer$/i),
});
const TokenError = z.object({ error: z.string() });
/** What a provider calls a code that it does not know, that was used, or that is too old. */
const REFUSED_CODES = ['invalid_grant', 'invalid_transaction', 'invalid_code', 'invalid_auth_code'];

/** User information that is plain JSON: an error of the provider's, or claims that nobody vouches for. */
const whyUnsigned = (text: string): string => {
  try {
    const error = errorIn(JSON.parse(text));
    return error === undefined ? 'the user information is not signed' : `it gives no user information: ${shownCode(error)}`;
  } catch {
    return 'the user information is not a signed token';
  }
};

/** The PKCE challenge of a verifier (RFC 7636, S256). */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** The national identity provider over HTTP. Make it once a process: it remembers the provider's keys, and whether it has been failing. */
export const identityProviderClient = (settings: IdentityProviderConfiguration, needs?: Needs): IdentityProviderPort => {
  const { clientId, clientKey, keyId, algorithm, acrValues, scope, identifierClaim } = settings;
  const exchange = exchangeWith('identityProvider', settings, needs);
  const directory = providerDirectory(exchange, settings);
  const tokens = providerTokens(directory, settings);
  let key: KeyObject | undefined;

  const invalid = (detail: string) => new Problem('PartnerAnswerInvalid', `identityProvider: ${detail}`);

  /** That it is us who ask (RFC 7523); good for this one request. */
  const assertionFor = (audience: string, code: string, { at }: PartnerCall): Promise<string> => {
    const issuedAt = Math.floor(Date.parse(at) / 1000);
    return new SignJWT({ jti: derivedId('client assertion', code, at) })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ASSERTION_SECONDS)
      .sign((key ??= privateKeyOf(clientKey)));
  };

  return {
    async authorizationUrl({ redirectUri, state, nonce, verifier, language }, call) {
      const { authorization_endpoint: address } = await directory.discover(call);
      const url = new URL(address);
      const parameters = {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope,
        state,
        nonce,
        code_challenge: challengeOf(verifier),
        code_challenge_method: 'S256',
        acr_values: acrValues.join(' '),
        ...(identifierClaim === 'sub' ? {} : { claims: JSON.stringify({ userinfo: { [identifierClaim]: { essential: true } } }) }),
        ...(language === undefined ? {} : { ui_locales: language }),
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return url.href;
    },

    async recognise({ code, redirectUri, nonce, verifier }, call) {
      const { token_endpoint: tokenEndpoint, userinfo_endpoint: userInfoEndpoint } = await directory.discover(call);
      const { status, body } = await exchange.ask(
        {
          method: 'POST',
          path: directory.pathOf(tokenEndpoint),
          form: {
            grant_type: 'authorization_code',
            code,
            redirect_uri: redirectUri,
            client_id: clientId,
            client_assertion_type: ASSERTION_TYPE,
            client_assertion: await assertionFor(tokenEndpoint, code, call),
            code_verifier: verifier,
          },
          expected: [200, 400],
        },
        call,
      );
      const error = TokenError.safeParse(body).data?.error ?? errorIn(body);
      if (error !== undefined && REFUSED_CODES.includes(error)) return { outcome: 'refused' };
      if (error !== undefined || status !== 200) throw invalid(`it gives no token: ${shownCode(error ?? 'no reason')}`);
      const { id_token: idToken, access_token: accessToken } = exchange.read(Tokens, body);
      const claims = await tokens.idToken(idToken, { nonce, accessToken }, call);

      const { body: told } = await exchange.ask(
        {
          method: 'GET',
          path: directory.pathOf(userInfoEndpoint),
          headers: { authorization: `Bearer ${accessToken}` },
          reads: 'application/jwt',
          expected: [200],
        },
        call,
      );
      const text = typeof told === 'string' ? told.trim() : '';
      if (text.startsWith('{')) throw invalid(whyUnsigned(text));
      const info = await tokens.userInfo(text, claims, call);
      const nationalId = info[identifierClaim];
      if (nationalId === undefined || nationalId === null || nationalId === '') return { outcome: 'withheld' };
      if (typeof nationalId !== 'string' || nationalId.length > 64) throw invalid(`${identifierClaim} is no identifier`);
      return { outcome: 'recognised', person: { subject: claims.sub, nationalId, acr: claims.acr } };
    },
  };
};
