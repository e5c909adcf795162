import * as z from 'zod';
import type { QueuedMessage } from '../../runtime/consumer.ts';
import type { ReceiveNeeds } from '../receipt.ts';
import { receiveText as receive } from '../receive.ts';

/** What a two-way number publishes. @source AWS End User Messaging SMS, two-way SMS messaging, example payload */
const TwoWayText = z.object({ originationNumber: z.string(), messageBody: z.string(), inboundMessageId: z.string().min(1) });

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
};

/** Takes a text of the two-way number. Something else on the topic is no text of anybody: it is passed over. */
export const receiveText =
  (needs: ReceiveNeeds) =>
  async ({ id, body, at }: QueuedMessage): Promise<void> => {
    const text = TwoWayText.safeParse(parsed(body));
    if (!text.success) return;
    const { originationNumber, messageBody, inboundMessageId } = text.data;
    const received = { from: originationNumber, text: messageBody, gatewayId: inboundMessageId, channel: 'two-way' };
    await receive(needs, received, { at, correlationId: id, causationId: id, by: 'two-way' });
  };
