import { createPrivateKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';

export const SignatureAlgorithm = z.enum(['RS256', 'PS256', 'ES256']);
export type SignatureAlgorithm = z.infer<typeof SignatureAlgorithm>;

const LEAST_RSA_BITS = 2048;

/** A private key as it stands in the settings: PKCS#8 (DER) in base64, on one line, since it stands inside JSON. @throws {Error} when it is none */
export const privateKeyOf = ({ value }: { readonly value: string }): KeyObject =>
  createPrivateKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'pkcs8' });

/** Why a key cannot sign by an algorithm; undefined when it can. */
export const faultOfKey = (secret: { readonly value: string }, algorithm: SignatureAlgorithm): string | undefined => {
  let key: KeyObject;
  try {
    key = privateKeyOf(secret);
  } catch {
    return 'must be a private key: PKCS#8 (DER) in base64, on one line';
  }
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (algorithm === 'ES256')
    return key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1' ? undefined : 'must be a key on the curve P-256, for ES256';
  return key.asymmetricKeyType === 'rsa' && modulusLength >= LEAST_RSA_BITS
    ? undefined
    : `must be an RSA key of ${String(LEAST_RSA_BITS)} bits or more, for ${algorithm}`;
};
