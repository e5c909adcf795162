import { randomUUID } from 'node:crypto';
import { exportJWK, exportPKCS8, generateKeyPair, importPKCS8, jwtVerify, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { DurableMap } from '../runtime/journal.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** Signs and checks the tokens of one user pool; their times are on the local clock. */
export interface Issuer {
  readonly issuer: string;
  readonly jwks: { readonly keys: readonly JWK[] };
  readonly sign: (claims: Record<string, unknown>, validSeconds: number) => Promise<string>;
  /** @returns the claims, or undefined for a token that is not valid now */
  readonly verify: (token: string) => Promise<Claims | undefined>;
}

const ALGORITHM = 'RS256';
const REMEMBERED_TOKENS = 5_000;

const keyPair = async (kept: DurableMap<string>, pool: string): Promise<{ privateKey: CryptoKey; publicJwk: JWK }> => {
  let pem = kept.get(pool);
  if (pem === undefined) {
    pem = await exportPKCS8((await generateKeyPair(ALGORITHM, { extractable: true })).privateKey);
    kept.set(pool, pem);
  }
  const privateKey = await importPKCS8(pem, ALGORITHM, { extractable: true });
  const { kty, n, e } = await exportJWK(privateKey);
  return { privateKey, publicJwk: { kty: kty ?? 'RSA', n: n ?? '', e: e ?? '', alg: ALGORITHM, use: 'sig', kid: pool } };
};

export const startIssuer = async (issuer: string, pool: string, kept: DurableMap<string>, now: () => number): Promise<Issuer> => {
  const { privateKey, publicJwk } = await keyPair(kept, pool);
  const verified = new Map<string, Claims>();
  const seconds = () => Math.floor(now() / 1000);
  return {
    issuer,
    jwks: { keys: [publicJwk] },
    sign: (claims, validSeconds) =>
      new SignJWT({ ...claims, jti: randomUUID() })
        .setProtectedHeader({ alg: ALGORITHM, kid: pool })
        .setIssuer(issuer)
        .setIssuedAt(seconds())
        .setExpirationTime(seconds() + validSeconds)
        .sign(privateKey),
    async verify(token) {
      const known = verified.get(token);
      if (known !== undefined) return Number(known['exp']) > seconds() ? known : undefined;
      try {
        const { payload } = await jwtVerify(token, publicJwk, { issuer, algorithms: [ALGORITHM], currentDate: new Date(now()) });
        if (verified.size > REMEMBERED_TOKENS) verified.clear();
        verified.set(token, payload);
        return payload;
      } catch {
        return undefined;
      }
    },
  };
};
