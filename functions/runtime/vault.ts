import { DecryptCommand, EncryptCommand, GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { environment } from './environment.ts';

const client = new KMSClient({});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const given = (value: Uint8Array | undefined): Buffer => {
  if (value === undefined) throw new Error('the key service gave no answer');
  return Buffer.from(value);
};

/** Keeps national identifiers: sealed where they are stored, hashed with a key where they are looked up. */
export interface Vault {
  /** Encrypts, bound to whom it belongs to; base64. */
  seal(text: string, owner: string): Promise<string>;
  /** @throws when it was sealed for somebody else */
  open(sealed: string, owner: string): Promise<string>;
  /** A keyed hash (HMAC-SHA-256, hexadecimal): the same text and kind always give the same. */
  hash(kind: string, text: string): Promise<string>;
}

export const vault: Vault = {
  async seal(text, owner) {
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({ KeyId: environment().KEY_ID, Plaintext: bytes(text), EncryptionContext: { owner } }),
    );
    return given(CiphertextBlob).toString('base64');
  },
  async open(sealed, owner) {
    const { Plaintext } = await client.send(
      new DecryptCommand({ KeyId: environment().KEY_ID, CiphertextBlob: Buffer.from(sealed, 'base64'), EncryptionContext: { owner } }),
    );
    return given(Plaintext).toString('utf8');
  },
  async hash(kind, text) {
    const { Mac } = await client.send(
      new GenerateMacCommand({ KeyId: environment().HASH_KEY_ID, MacAlgorithm: 'HMAC_SHA_256', Message: bytes(`${kind}:${text}`) }),
    );
    return given(Mac).toString('hex');
  },
};
