import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';

/** For how long somebody may be at the provider's. */
export const ATTEMPT_MINUTES = 10;
const MINUTE_MS = 60_000;

/** What the staff's user pool asked for, and wants to find again in our answer. */
export const PoolRequest = z.object({ state: z.string(), nonce: z.string().optional() });
export type PoolRequest = z.infer<typeof PoolRequest>;

/** A sign-in at the national provider that is under way. It is good once, and for the browser in which it began. */
export const Attempt = z.object({
  purpose: z.enum(['mother', 'staff']),
  /** SHA-256 of what the browser's cookie holds. */
  browserHash: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  endsAt: Instant,
  /** Of the page that she comes back to. */
  language: z.string().optional(),
  pool: PoolRequest.optional(),
});
export type Attempt = z.infer<typeof Attempt>;

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export const isSameSecret = (left: string, right: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(left), 'hex'), Buffer.from(hashOf(right), 'hex'));

export const endOf = (at: string): string => new Date(Date.parse(at) + ATTEMPT_MINUTES * MINUTE_MS).toISOString();

/** Whether somebody who comes back is who went: for the same purpose, in the same browser, in time. */
export const isOwnAttempt = (attempt: Attempt, purpose: Attempt['purpose'], browser: string, at: string): boolean =>
  attempt.purpose === purpose && at < attempt.endsAt && isSameSecret(hashOf(browser), attempt.browserHash);
