import * as z from 'zod';

const statusesOf = <Status extends string>(next: Readonly<Record<Status, readonly string[]>>) =>
  z.enum(Object.keys(next) as [Status, ...Status[]]);

/**
 * A line on its way to the payee. `instructing` is stored before the rail is called, so a crash leaves a trace; from there only the rail's
 * word leads on. `heldBack` lines are looked at again whenever the case is assessed.
 */
export const LINE_NEXT = {
  due: ['instructing', 'refused', 'heldBack', 'confirmed', 'returned'],
  heldBack: ['due', 'confirmed', 'returned'],
  instructing: ['instructed', 'confirmed', 'failed', 'returned', 'due'],
  instructed: ['confirmed', 'failed', 'returned', 'due'],
  failed: ['due', 'confirmed', 'returned', 'closed'],
  confirmed: ['returned'],
  returned: ['due', 'confirmed', 'closed'],
  closed: ['confirmed', 'returned'],
  refused: [],
  toHandOver: ['handedOver'],
  handedOver: [],
} as const satisfies Record<string, readonly string[]>;
export const LineStatus = statusesOf(LINE_NEXT);
export type LineStatus = z.infer<typeof LineStatus>;

/** An instruction. A rail that contradicts itself can still confirm what it had failed; what it paid stays paid until it is returned. */
export const ATTEMPT_NEXT = {
  instructing: ['instructed', 'confirmed', 'failed', 'returned'],
  instructed: ['confirmed', 'failed', 'returned'],
  failed: ['confirmed', 'returned'],
  confirmed: ['returned'],
  returned: [],
} as const satisfies Record<string, readonly string[]>;
export const AttemptState = statusesOf(ATTEMPT_NEXT);
export type AttemptState = z.infer<typeof AttemptState>;

export const PAYMENT_NEXT = {
  due: ['inFlight', 'refused', 'heldBack', 'settled'],
  inFlight: ['due', 'settled', 'heldBack'],
  settled: ['due'],
  heldBack: ['settled', 'due'],
  refused: [],
} as const satisfies Record<string, readonly string[]>;
export const PaymentStatus = statusesOf(PAYMENT_NEXT);
export type PaymentStatus = z.infer<typeof PaymentStatus>;

/** Whether a life cycle allows a step. */
export const allows = <Status extends string>(next: Readonly<Record<Status, readonly Status[]>>, from: Status, to: Status): boolean =>
  next[from].includes(to);
