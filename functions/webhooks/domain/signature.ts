import { createHmac } from 'node:crypto';

/** A secret as a partner gets it: Standard Webhooks writes the key in base64 after this prefix. */
const PREFIX = 'whsec_';

/** 32 bytes, given as hexadecimal, as the text of a secret. */
export const secretText = (hex: string): string => `${PREFIX}${Buffer.from(hex, 'hex').toString('base64')}`;

/** A key with its secret in the clear. */
export interface SigningKey {
  readonly keyId: string;
  readonly secret: string;
}

/** What is signed: the id of the event, the attempt's time in seconds since 1970, and the body, byte for byte as it is sent. */
export interface Signed {
  readonly id: string;
  readonly timestampSeconds: number;
  readonly body: string;
}

/** The key that a secret stands for: base64 after our prefix; the bytes of its text where a partner has named it itself. */
const keyIn = (secret: string): Buffer =>
  secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), 'base64') : Buffer.from(secret);

/**
 * `v1,` and the HMAC-SHA-256 of `id.timestamp.body` in base64.
 * @source Standard Webhooks 1.0, signature scheme v1
 */
export const signatureOf = (secret: string, { id, timestampSeconds, body }: Signed): string =>
  `v1,${createHmac('sha256', keyIn(secret))
    .update(`${id}.${String(timestampSeconds)}.${body}`)
    .digest('base64')}`;

/** The headers of one attempt; with two keys there are two signatures, and the ids of the keys in the same order. */
export const signedHeaders = (keys: readonly SigningKey[], signed: Signed): Readonly<Record<string, string>> => ({
  'webhook-id': signed.id,
  'webhook-timestamp': String(signed.timestampSeconds),
  'webhook-signature': keys.map(({ secret }) => signatureOf(secret, signed)).join(' '),
  'webhook-key-id': keys.map(({ keyId }) => keyId).join(' '),
});
