import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

/** What the sandbox signs with, and its public half as the definition wants it: with a certificate. */
export interface ProviderKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Readonly<Record<string, unknown>>;
}

const RSA_BITS = 2048;
const DAYS = 36_500;

let provider: Promise<ProviderKey> | undefined;

/** The provider's key, made when it is first asked for; the certificate is of a time that no clock of a test leaves. */
export const providerKey = (): Promise<ProviderKey> =>
  (provider ??= (async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: RSA_BITS });
    const notBeforeDate = new Date('2000-01-01T00:00:00.000Z');
    const notAfterDate = new Date(notBeforeDate.getTime() + DAYS * 86_400_000);
    const { cert } = await generate([{ name: 'commonName', value: 'Sandbox identity provider' }], {
      notBeforeDate,
      notAfterDate,
      keyPair: {
        privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
        publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
      },
    });
    const der = new X509Certificate(cert).raw;
    const { n, e } = publicKey.export({ format: 'jwk' });
    return {
      privateKey,
      publicKey,
      jwk: {
        kty: 'RSA',
        use: 'sig',
        alg: 'RS256',
        kid: 'sandbox-1',
        n,
        e,
        'x5t#S256': createHash('sha256').update(der).digest('base64url'),
        x5c: [der.toString('base64')],
        exp: notAfterDate.toISOString(),
      },
    };
  })());

interface Pair {
  readonly publicKey: KeyObject;
  /** PKCS#8 (DER) in base64, as the settings take it. */
  readonly secret: string;
}

let client: Pair | undefined;

/** The key of Nestling as a client; the sandbox keeps the public half, as a provider would. */
export const clientKey = (): Pair => {
  if (client === undefined) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: RSA_BITS });
    client = {
      publicKey: createPublicKey(privateKey),
      secret: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    };
  }
  return client;
};

let staff: string | undefined;

/** What Nestling signs towards its own user pool with. */
export const staffSigningKey = (): string =>
  (staff ??= generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'));
