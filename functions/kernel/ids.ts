import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Identifiers of records: random UUIDs, or UUIDs derived from what they stand for, so that a repeat gives the same one. */
export const CaseId = z.uuid().brand<'CaseId'>();
export type CaseId = z.infer<typeof CaseId>;
export const PersonId = z.uuid().brand<'PersonId'>();
export type PersonId = z.infer<typeof PersonId>;
export const ChildId = z.uuid().brand<'ChildId'>();
export type ChildId = z.infer<typeof ChildId>;
export const EventId = z.uuid().brand<'EventId'>();
export type EventId = z.infer<typeof EventId>;

const digestOf = (parts: readonly (string | number)[]): Buffer => createHash('sha256').update(JSON.stringify(parts)).digest();

/** A UUID (version 8, RFC 9562) that the same parts always give; for effects that must not happen twice. */
export const derivedId = (...parts: readonly (string | number)[]): string => {
  const hex = digestOf(parts).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `length` characters of Crockford base 32 that the same parts always give; for identifiers that a partner limits in length. */
export const derivedCode = (length: number, ...parts: readonly (string | number)[]): string =>
  Array.from(digestOf(parts).subarray(0, length), (byte) => LETTERS[byte % 32]).join('');

/** Which of `shards` partitions of the due index an id belongs to; even, and the same for ever. */
export const shardOf = (id: string, shards: number): number => digestOf([id]).readUInt32BE(0) % shards;

/** A short hash that says whether two JSON values are the same. */
export const fingerprint = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value ?? null))
    .digest('base64url')
    .slice(0, 22);
