import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto';
import * as z from 'zod';
import { authorize, type Principal } from '../access/principal.ts';
import type { Assembly } from '../assembly/assembly.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../json.ts';
import { AwsError } from '../runtime/errors.ts';
import type { DurableMap } from '../runtime/journal.ts';
import type { Service } from './call.ts';

const KeyProperties = z.object({
  KeySpec: z.string().default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.string().default('ENCRYPT_DECRYPT'),
  Enabled: z.boolean().default(true),
});
const AliasProperties = z.object({ TargetKeyId: z.string() });

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const bytes = (value: Json | undefined): Buffer => Buffer.from(text(value), 'base64');

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ID_BYTES = 32;
const HASHES: Readonly<Record<string, string>> = {
  HMAC_SHA_256: 'sha256',
  HMAC_SHA_384: 'sha384',
  HMAC_SHA_512: 'sha512',
  HMAC_SHA_224: 'sha224',
};

const contextOf = (value: Json | undefined) => {
  const context = isObject(value) ? (value as Record<string, string>) : {};
  const keys = Object.fromEntries(Object.entries(context).map(([key, one]) => [`kms:EncryptionContext:${key}`, one]));
  return { sealed: Buffer.from(canonicalJson(context)), request: { ...keys, 'kms:EncryptionContextKeys': Object.keys(context) } };
};

const inUrl = (part: Buffer): string => part.toString('base64url');

/** The pair of P-256 whose private half is the material. */
const pairOf = (material: Buffer): KeyObject => {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(material);
  const point = curve.getPublicKey();
  return createPrivateKey({
    key: { kty: 'EC', crv: 'P-256', d: inUrl(material), x: inUrl(point.subarray(1, 33)), y: inUrl(point.subarray(33)) },
    format: 'jwk',
  });
};

/** What is signed: node hashes again what it is given, so only whole messages are taken. */
const messageOf = ({ Message: message, MessageType: type, SigningAlgorithm: algorithm }: JsonObject): Buffer => {
  if (algorithm !== 'ECDSA_SHA_256') throw new AwsError('ValidationException', `unknown SigningAlgorithm ${text(algorithm)}`);
  if (type !== undefined && type !== 'RAW')
    throw new AwsError('ValidationException', 'the local system signs whole messages (MessageType RAW)');
  if (bytes(message).length > 4096) throw new AwsError('ValidationException', 'Message has at most 4096 bytes');
  return bytes(message);
};

/** KMS with key material of this system's own: AES-256-GCM bound to the encryption context, HMAC, and ECDSA on P-256. */
export const kmsService = (assembly: Assembly, materials: DurableMap<string>): Service => {
  const aliases = assembly
    .ofType('AWS::KMS::Alias')
    .map(({ ref, arn, properties }) => ({ names: [ref, arn], target: AliasProperties.parse(properties).TargetKeyId }));
  const keys = assembly.ofType('AWS::KMS::Key').map(({ ref, arn, logicalId, properties }) => {
    const { KeyUsage: usage, KeySpec: spec } = KeyProperties.parse(properties);
    if (materials.get(logicalId) === undefined) materials.set(logicalId, randomBytes(32).toString('base64'));
    const names = [ref, arn, ...aliases.filter(({ target }) => target === ref || target === arn).flatMap((alias) => alias.names)];
    return {
      id: ref,
      arn,
      names,
      usage,
      spec,
      material: Buffer.from(materials.get(logicalId) ?? '', 'base64'),
      seal: createHash('sha256').update(arn).digest(),
    };
  });
  const keyOf = (
    value: Json | undefined,
    usage: string,
    principal: Principal,
    action: string,
    context: Parameters<typeof authorize>[3] = {},
  ) => {
    const key = keys.find(({ names }) => names.includes(text(value)));
    if (key === undefined) throw new AwsError('NotFoundException', `Key '${text(value)}' does not exist`);
    authorize(principal, `kms:${action}`, key.arn, context);
    if (key.usage !== usage)
      throw new AwsError('InvalidKeyUsageException', `${key.arn} key usage is ${key.usage} which is not valid for ${action}.`);
    return key;
  };
  type Key = (typeof keys)[number];
  const seal = (key: Key, plaintext: Buffer, sealed: Buffer): Buffer => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key.material, nonce).setAAD(sealed);
    const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([key.seal, nonce, cipher.getAuthTag(), body]);
  };
  const open = (key: Key, blob: Buffer, sealed: Buffer): Buffer => {
    const [nonce, tag, body] = [
      blob.subarray(ID_BYTES, ID_BYTES + NONCE_BYTES),
      blob.subarray(ID_BYTES + NONCE_BYTES, ID_BYTES + NONCE_BYTES + TAG_BYTES),
      blob.subarray(ID_BYTES + NONCE_BYTES + TAG_BYTES),
    ];
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.material, nonce).setAAD(sealed).setAuthTag(tag);
      return Buffer.concat([decipher.update(body), decipher.final()]);
    } catch {
      throw new AwsError('InvalidCiphertextException', 'the ciphertext does not belong to this key and encryption context');
    }
  };
  const macOf = (key: Key, message: Buffer, algorithm: Json | undefined): Buffer => {
    const hash = HASHES[text(algorithm)];
    if (hash === undefined) throw new AwsError('ValidationException', `unknown MacAlgorithm ${text(algorithm)}`);
    return createHmac(hash, key.material).update(message).digest();
  };

  return ({ principal, action, input }) => {
    const { sealed, request } = contextOf(input['EncryptionContext']);
    switch (action) {
      case 'Encrypt': {
        const key = keyOf(input['KeyId'], 'ENCRYPT_DECRYPT', principal, action, request);
        if (bytes(input['Plaintext']).length > 4096) throw new AwsError('ValidationException', 'Plaintext has at most 4096 bytes');
        return Promise.resolve({
          KeyId: key.arn,
          CiphertextBlob: seal(key, bytes(input['Plaintext']), sealed).toString('base64'),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        });
      }
      case 'Decrypt': {
        const blob = bytes(input['CiphertextBlob']);
        const sealer = keys.find((key) => key.seal.equals(blob.subarray(0, ID_BYTES)));
        if (sealer === undefined) throw new AwsError('InvalidCiphertextException', 'the ciphertext was not made here');
        const key = keyOf(sealer.arn, 'ENCRYPT_DECRYPT', principal, action, request);
        return Promise.resolve({
          KeyId: key.arn,
          Plaintext: open(key, blob, sealed).toString('base64'),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        });
      }
      case 'GenerateDataKey':
      case 'GenerateDataKeyWithoutPlaintext': {
        const key = keyOf(input['KeyId'], 'ENCRYPT_DECRYPT', principal, action, request);
        const dataKey = randomBytes(text(input['KeySpec']) === 'AES_128' ? 16 : Number(input['NumberOfBytes'] ?? 32));
        return Promise.resolve({
          KeyId: key.arn,
          CiphertextBlob: seal(key, dataKey, sealed).toString('base64'),
          ...(action === 'GenerateDataKey' && { Plaintext: dataKey.toString('base64') }),
        });
      }
      case 'GenerateMac': {
        const key = keyOf(input['KeyId'], 'GENERATE_VERIFY_MAC', principal, action);
        return Promise.resolve({
          KeyId: key.arn,
          MacAlgorithm: input['MacAlgorithm'],
          Mac: macOf(key, bytes(input['Message']), input['MacAlgorithm']).toString('base64'),
        });
      }
      case 'VerifyMac': {
        const key = keyOf(input['KeyId'], 'GENERATE_VERIFY_MAC', principal, action);
        const [expected, given] = [macOf(key, bytes(input['Message']), input['MacAlgorithm']), bytes(input['Mac'])];
        if (expected.length !== given.length || !timingSafeEqual(expected, given))
          throw new AwsError('KMSInvalidMacException', 'the MAC is not of this message and key');
        return Promise.resolve({ KeyId: key.arn, MacAlgorithm: input['MacAlgorithm'], MacValid: true });
      }
      case 'Sign': {
        const key = keyOf(input['KeyId'], 'SIGN_VERIFY', principal, action);
        const Signature = sign('sha256', messageOf(input), pairOf(key.material)).toString('base64');
        return Promise.resolve({ KeyId: key.arn, Signature, SigningAlgorithm: input['SigningAlgorithm'] });
      }
      case 'Verify': {
        const key = keyOf(input['KeyId'], 'SIGN_VERIFY', principal, action);
        if (!verify('sha256', messageOf(input), createPublicKey(pairOf(key.material)), bytes(input['Signature'])))
          throw new AwsError('KMSInvalidSignatureException', 'the signature is not of this message and key');
        return Promise.resolve({ KeyId: key.arn, SignatureValid: true, SigningAlgorithm: input['SigningAlgorithm'] });
      }
      case 'GetPublicKey': {
        const key = keyOf(input['KeyId'], 'SIGN_VERIFY', principal, action);
        const PublicKey = createPublicKey(pairOf(key.material)).export({ format: 'der', type: 'spki' }).toString('base64');
        return Promise.resolve({
          KeyId: key.arn,
          PublicKey,
          KeySpec: key.spec,
          KeyUsage: key.usage,
          SigningAlgorithms: ['ECDSA_SHA_256'],
        });
      }
      case 'DescribeKey': {
        const key = keys.find(({ names }) => names.includes(text(input['KeyId'])));
        if (key === undefined) throw new AwsError('NotFoundException', `Key '${text(input['KeyId'])}' does not exist`);
        authorize(principal, 'kms:DescribeKey', key.arn);
        return Promise.resolve({
          KeyMetadata: { KeyId: key.id, Arn: key.arn, Enabled: true, KeyState: 'Enabled', KeyUsage: key.usage, KeySpec: key.spec },
        });
      }
      default:
        throw new AwsError('UnknownOperationException', `the local system does not host kms:${action}`);
    }
  };
};
