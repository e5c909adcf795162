import { generateKeyPairSync, sign } from 'node:crypto';
import type { Signer } from '../../functions/runtime/signer.ts';

/** A key of signatures without a key service. */
export const aSigner = (): Signer & { readonly pem: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  return {
    pem,
    sign: (text) => Promise.resolve(sign('sha256', Buffer.from(text), privateKey).toString('base64')),
    publicKey: () => Promise.resolve({ keyId: 'key-1', pem }),
  };
};
