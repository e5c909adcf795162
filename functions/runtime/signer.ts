import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { environment } from './environment.ts';

const client = new KMSClient({});

/** Signs what anybody shall be able to verify: ECDSA on P-256 with SHA-256. */
export interface Signer {
  /** The signature (DER, base64) of a text of at most 4096 bytes. */
  sign(text: string): Promise<string>;
  /** The public half as PEM, and the name of the key. */
  publicKey(): Promise<PublicKey>;
}

export interface PublicKey {
  readonly keyId: string;
  readonly pem: string;
}

const given = (value: Uint8Array | undefined): string => {
  if (value === undefined) throw new Error('the key service gave no answer');
  return Buffer.from(value).toString('base64');
};

const pemOf = (der: string): string => `-----BEGIN PUBLIC KEY-----\n${der.replace(/.{1,64}/g, '$&\n')}-----END PUBLIC KEY-----\n`;

let known: PublicKey | undefined;

export const signer: Signer = {
  async sign(text) {
    const { Signature } = await client.send(
      new SignCommand({
        KeyId: environment().SIGNING_KEY_ID,
        Message: new TextEncoder().encode(text),
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    return given(Signature);
  },
  async publicKey() {
    const keyId = environment().SIGNING_KEY_ID;
    return (known ??= { keyId, pem: pemOf(given((await client.send(new GetPublicKeyCommand({ KeyId: keyId }))).PublicKey)) });
  },
};
