import { createHash, timingSafeEqual } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import * as z from 'zod';
import { isProblem, Problem } from '../../kernel/problem.ts';
import type { PartnerCall } from '../partner-call.ts';
import type { IdentityProviderConfiguration } from './identity-provider-configuration.ts';
import type { ProviderDirectory, PublicKey } from './provider-directory.ts';

/** How old an identity token may be: it was made for the code that was just exchanged. */
const MOST_AGE_SECONDS = 600;
const ENCRYPTED = /^[\w-]+(\.[\w-]*){4}$/;

const invalid = (detail: string): Problem => new Problem('PartnerAnswerInvalid', `identityProvider: ${detail}`);

const isSame = (left: string, right: string): boolean => {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
};

/** The left half of the hash of an access token; SHA-256 for each algorithm that we accept. */
const halfHashOf = (accessToken: string): string => createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');

const isOfNoKey = (error: unknown): boolean =>
  error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey;

const IdToken = z.object({
  sub: z.string().min(1).max(255),
  nonce: z.string(),
  iat: z.number(),
  exp: z.number(),
  acr: z.string(),
  azp: z.string().optional(),
  at_hash: z.string().optional(),
});
export type IdToken = z.infer<typeof IdToken>;

/** Checks what the provider signed. Whatever is wrong is a {Problem} PartnerAnswerInvalid that names the check and shows nothing of the token. */
export const providerTokens = (directory: ProviderDirectory, settings: IdentityProviderConfiguration) => {
  const { issuer, clientId, acceptedAlgorithms, clockSkewSeconds, acrValues } = settings;

  const verified = async (what: string, token: string, call: PartnerCall): Promise<JWTPayload> => {
    let keyId: string | undefined;
    try {
      ({ kid: keyId } = decodeProtectedHeader(token));
    } catch {
      throw invalid(`the ${what} is not a signed token`);
    }
    const check = async (keys: readonly PublicKey[]): Promise<JWTPayload> => {
      const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: keys as unknown as JSONWebKeySet['keys'] }), {
        algorithms: acceptedAlgorithms,
        currentDate: new Date(call.at),
        clockTolerance: clockSkewSeconds,
      });
      return payload;
    };
    const keys = await directory.keysWith(keyId, call);
    try {
      return await check(keys).catch(async (error: unknown) => {
        const newer = isOfNoKey(error) ? await directory.newerKeys(call) : undefined;
        if (newer === undefined) throw error;
        return check(newer);
      });
    } catch (error) {
      if (isProblem(error)) throw error;
      if (error instanceof errors.JWTExpired) throw invalid(`the ${what} has expired`);
      throw invalid(`the ${what} does not verify${error instanceof errors.JOSEError ? `: ${error.code}` : ''}`);
    }
  };

  const isOurs = ({ aud }: JWTPayload): boolean => [aud].flat().includes(clientId);

  return {
    /** @source OpenID Connect Core 1.0, section 3.1.3.7 */
    async idToken(token: string, expected: { nonce: string; accessToken: string }, call: PartnerCall): Promise<IdToken> {
      const payload = await verified('identity token', token, call);
      if (payload.iss !== issuer) throw invalid('the identity token is of another issuer');
      if (!isOurs(payload)) throw invalid('the identity token is for another client');
      const { data: claims, error } = IdToken.safeParse(payload);
      if (claims === undefined) throw invalid(`the identity token lacks ${error.issues.map(({ path }) => path.join('.')).join(', ')}`);
      const isForMany = Array.isArray(payload.aud) && payload.aud.length > 1;
      if (claims.azp === undefined ? isForMany : claims.azp !== clientId)
        throw invalid('the identity token was asked for by another client');
      const now = Date.parse(call.at) / 1000;
      if (claims.iat > now + clockSkewSeconds) throw invalid('the identity token is from the future');
      if (claims.iat < now - MOST_AGE_SECONDS - clockSkewSeconds) throw invalid('the identity token is too old');
      if (!isSame(claims.nonce, expected.nonce)) throw invalid('the identity token answers another request');
      if (claims.at_hash !== undefined && !isSame(claims.at_hash, halfHashOf(expected.accessToken)))
        throw invalid('the identity token belongs to another access token');
      if (!acrValues.includes(claims.acr)) throw invalid('she was recognised in a way that was not asked for');
      return claims;
    },

    /** Claims about the same person as the identity token's. @source OpenID Connect Core 1.0, section 5.3 */
    async userInfo(token: string, { sub }: Pick<IdToken, 'sub'>, call: PartnerCall): Promise<JWTPayload> {
      if (ENCRYPTED.test(token)) throw invalid('the user information is encrypted; register us for user information that is only signed');
      const payload = await verified('user information', token, call);
      if (payload.iss !== undefined && payload.iss !== issuer) throw invalid('the user information is of another issuer');
      if (payload.aud !== undefined && !isOurs(payload)) throw invalid('the user information is for another client');
      if (typeof payload.sub !== 'string' || !isSame(payload.sub, sub)) throw invalid('the user information is about somebody else');
      return payload;
    },
  };
};
