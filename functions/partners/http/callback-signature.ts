import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import type { CallbackDelivery } from '../payment-rail.ts';

export interface CallbackSettings {
  readonly secret: { readonly value: string };
  readonly toleranceSeconds: number;
  /** @default x-callback-signature */
  readonly signatureHeader?: string;
  /** @default x-callback-timestamp */
  readonly timestampHeader?: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares what somebody sent with a secret, in a time that says nothing of it. */
export const isSameSecret = (given: string, secret: string): boolean => timingSafeEqual(digest(given), digest(secret));

/**
 * Checks that a partner sent a call, lately: HMAC-SHA-256 over the timestamp, a dot and the body.
 * @returns the timestamp
 * @throws {Problem} SignatureInvalid when the signature is missing, wrong, or older than allowed
 */
export const verifySignature = (settings: CallbackSettings, { headers, body, at }: CallbackDelivery): string => {
  const { secret, toleranceSeconds, signatureHeader = 'x-callback-signature', timestampHeader = 'x-callback-timestamp' } = settings;
  const sentAt = headers[timestampHeader.toLowerCase()] ?? '';
  const ageMs = Date.parse(at) - Date.parse(sentAt);
  if (!(Math.abs(ageMs) <= toleranceSeconds * 1000)) throw new Problem('SignatureInvalid', 'the timestamp is missing or too far from now');
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret.value).update(`${sentAt}.${body}`).digest('hex')}`);
  const given = Buffer.from(headers[signatureHeader.toLowerCase()] ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Problem('SignatureInvalid', 'the signature is missing or wrong');
  return sentAt;
};

/** The body of a callback by its schema. @throws {Problem} InvalidRequest naming the fields that are wrong, not what stood in them */
export const parsedCallback = <Schema extends z.ZodType>(schema: Schema, body: string): z.infer<Schema> => {
  const json = z.string().transform((value, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue({ code: 'custom' });
      return z.NEVER;
    }
  });
  const result = json.pipe(schema).safeParse(body);
  if (result.success) return result.data;
  const faults = result.error.issues
    .flatMap((issue) => (issue.code === 'invalid_union' ? (issue.errors[0] ?? [issue]) : [issue]))
    .map(({ path }) => ({
      pointer: `#/body/${path.map(String).join('/')}`,
      detail: 'does not match its definition',
    }));
  throw new Problem('InvalidRequest', 'the callback does not match its definition', { errors: faults });
};
