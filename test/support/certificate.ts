import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** The parts of DER that a certificate is written in. */
const tagged = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const length =
    body.length < 128
      ? Buffer.from([body.length])
      : body.length < 256
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};
const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts);
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const objectId = (hex: string): Buffer => tagged(0x06, bytes(hex));
const utcTime = (text: string): Buffer => tagged(0x17, Buffer.from(text));

const ECDSA_WITH_SHA256 = sequence(objectId('2a8648ce3d040302'));
const named = (name: string): Buffer => sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(name)))));
const extension = (id: string, value: Buffer): Buffer => sequence(objectId(id), tagged(0x04, value));

export interface TestCertificate {
  /** DER. */
  readonly certificate: Buffer;
  readonly key: KeyObject;
  readonly pem: string;
  readonly keyPem: string;
}

/** A certificate for 127.0.0.1 that vouches for itself, valid to 2049. */
export const aCertificate = (name: string): TestCertificate => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const content = sequence(
    tagged(0xa0, tagged(0x02, bytes('02'))),
    tagged(0x02, bytes('01')),
    ECDSA_WITH_SHA256,
    named(name),
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    named(name),
    publicKey.export({ format: 'der', type: 'spki' }),
    tagged(
      0xa3,
      sequence(
        extension('551d13', sequence(tagged(0x01, bytes('ff')))),
        extension('551d11', sequence(tagged(0x87, Buffer.from([127, 0, 0, 1])))),
      ),
    ),
  );
  const certificate = sequence(content, ECDSA_WITH_SHA256, tagged(0x03, bytes('00'), sign('sha256', content, privateKey)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    certificate,
    key: privateKey,
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    keyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
};
