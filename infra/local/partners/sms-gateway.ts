import * as z from 'zod';
import type { Incoming, Reply } from './reply.ts';
import { nextNumber, type State } from './state.ts';

const MINUTE_MS = 60_000;

const Sending = z.object({
  to: z.string().regex(/^\+[1-9]\d{6,14}$/),
  text: z.string().min(1).max(1600),
  reference: z.string().min(1).max(120),
  receiptUrl: z.url(),
});

/** What becomes of a text to a number that ends so, in the words of the receipts. */
const ENDINGS: Readonly<Record<string, 'unreachable' | 'blocked'>> = { '000': 'unreachable', '001': 'blocked' };
/** A number that ends so wants nothing. */
const OPTED_OUT = '002';

/** `POST /sms/messages`: takes a text, and tells later what became of it. A reference that it knows is not sent again. */
export const takeText = (state: State, now: number, { body }: Incoming): Reply => {
  const sending = Sending.safeParse(body);
  if (!sending.success) return { status: 400, body: { reason: 'invalidNumber' } };
  const { to, text, reference, receiptUrl } = sending.data;
  if (to.endsWith(OPTED_OUT)) return { status: 422, body: { reason: 'optedOut' } };
  const known = Object.values(state.texts).find((one) => one.reference === reference);
  if (known !== undefined && known.receipt !== 'failed') return { status: 202, body: { id: known.id } };
  const id = `T${nextNumber(state, 9)}`;
  const reason = ENDINGS[to.slice(-3)];
  const receipt = reason === undefined ? 'delivered' : 'failed';
  state.texts[id] = { id, to, text, reference, receipt, at: new Date(now).toISOString() };
  const receipts = [{ id, state: receipt, ...(reason === undefined ? {} : { reason }) }];
  state.jobs.push({ kind: 'call', url: receiptUrl, body: JSON.stringify({ receipts }), attempt: 1, dueAt: now + MINUTE_MS });
  return { status: 202, body: { id } };
};
