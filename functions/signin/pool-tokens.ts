import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, jwtVerify, SignJWT, type JWK } from 'jose';
import { privateKeyOf } from '../partners/http/signing-key.ts';

/** What we call the staff's user pool, which asks us who somebody is. */
export const POOL_CLIENT = 'staff-pool';
export const TOKEN_SECONDS = 300;
const ALGORITHM = 'ES256';

export interface StaffClaims {
  /** The user of the staff, as the pool knows her. */
  readonly username: string;
  readonly acr: string;
  readonly nonce?: string | undefined;
}

/** Tokens for the staff's user pool: in form those of an OpenID provider, since a pool takes no other word. */
export const poolTokens = (issuer: string, signingKey: { readonly value: string }) => {
  const privateKey = privateKeyOf(signingKey);
  const publicKey = createPublicKey(privateKey);
  const userInfoUrl = `${issuer}/userinfo`;

  const publicJwk = async (): Promise<JWK> => {
    const jwk = await exportJWK(publicKey);
    return { ...jwk, use: 'sig', alg: ALGORITHM, kid: await calculateJwkThumbprint(jwk) };
  };

  const sign = async (claims: Readonly<Record<string, unknown>>, audience: string, username: string, at: string): Promise<string> => {
    const { kid = '' } = await publicJwk();
    const seconds = Math.floor(Date.parse(at) / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setSubject(username)
      .setAudience(audience)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + TOKEN_SECONDS)
      .sign(privateKey);
  };

  return {
    publicJwk,
    idToken: ({ username, acr, nonce }: StaffClaims, at: string) =>
      sign({ acr, auth_time: Math.floor(Date.parse(at) / 1000), ...(nonce === undefined ? {} : { nonce }) }, POOL_CLIENT, username, at),
    accessToken: ({ username }: StaffClaims, at: string) => sign({}, userInfoUrl, username, at),
    /** Whose access token this is; undefined when it is none of ours, or too old. */
    async userOf(accessToken: string, at: string): Promise<string | undefined> {
      try {
        const { payload } = await jwtVerify(accessToken, publicKey, {
          algorithms: [ALGORITHM],
          issuer,
          audience: userInfoUrl,
          currentDate: new Date(at),
        });
        return payload.sub;
      } catch {
        return undefined;
      }
    },
  };
};
export type PoolTokens = ReturnType<typeof poolTokens>;
