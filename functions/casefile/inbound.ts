import * as z from 'zod';
import { Instant } from './case.ts';
import { entity } from './entity.ts';
import { findOf, type CaseFile } from './files.ts';

/** What a text from a mother was understood to say. */
export const Intent = z.discriminatedUnion('is', [
  z.object({ is: z.literal('bloodPressure'), systolic: z.int(), diastolic: z.int(), symptoms: z.array(z.string()) }),
  z.object({ is: z.literal('symptom'), symptoms: z.array(z.string()).min(1) }),
  /** The answer to a question that she was asked: yes is 1, no is 0, otherwise the number. */
  z.object({ is: z.literal('answer'), questionId: z.uuid(), kind: z.string(), subjectId: z.string(), value: z.int() }),
  /** No answer to a question that wants a number, the latest that she was asked. */
  z.object({ is: z.literal('misfit'), questionId: z.uuid(), kind: z.string() }),
  z.object({ is: z.literal('loss') }),
  z.object({ is: z.literal('phone'), phone: z.string() }),
  z.object({ is: z.literal('language'), language: z.string() }),
  z.object({ is: z.literal('complaint') }),
  z.object({ is: z.literal('accesses') }),
  z.object({ is: z.literal('account') }),
  z.object({ is: z.literal('stop') }),
  z.object({ is: z.literal('stopSome'), topic: z.string() }),
  z.object({ is: z.literal('start') }),
  z.object({ is: z.literal('consent') }),
  z.object({ is: z.literal('withdraw') }),
  z.object({ is: z.literal('forget') }),
  z.object({ is: z.literal('help') }),
  z.object({ is: z.literal('unclear') }),
]);
export type Intent = z.infer<typeof Intent>;
export const INTENTS = Intent.options.map(({ shape }) => shape.is.value);

/** A text that came from a mother's phone, and what it was taken for. */
export const Inbound = z.object({
  inboundId: z.uuid(),
  receivedAt: Instant,
  /** The way that it came: the two-way number, or a gateway's webhook. */
  channel: z.string(),
  /** The gateway's own id of it, by which a second delivery is known. */
  gatewayId: z.string(),
  text: z.string().max(2000),
  intent: Intent,
});
export type Inbound = z.infer<typeof Inbound>;

export const Inbounds = entity({
  name: 'inbound',
  schema: Inbound,
  sk: ({ receivedAt, inboundId }) => `INBOUND#${receivedAt}#${inboundId}`,
});

export const findInbound = (file: CaseFile, inboundId: string): Inbound | undefined =>
  findOf(file, Inbounds, (inbound) => inbound.inboundId === inboundId);
