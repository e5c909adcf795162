import { MessageDelivered, MessageUndelivered } from '../../../events/catalogue.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import type { DeliveryReceipt } from '../../partners/sms-gateway.ts';
import type { Texting } from '../../policy/schema/texting.ts';
import { Messages } from '../records.ts';
import { later, messageOf, scheduled, stored } from './message.ts';
import { pauseAfter } from './sending.ts';

/**
 * Records what a gateway says became of a text. One that did not arrive is tried again where its reason may be gone later and the price
 * allows it; the same receipt again changes nothing.
 */
export const recordReceipt = (
  file: CaseFile,
  gateway: string,
  { gatewayId, state, reason = 'other' }: DeliveryReceipt,
  texting: Texting,
  at: string,
): Change<undefined> => {
  const found = allOf(file, Messages).find((one) => one.gateway === gateway && one.gatewayId === gatewayId);
  if (found?.state !== 'sent') return unchanged(undefined);
  const { lookAt: _look, asked: _asked, ...message } = found;
  const { messageId, template, parts = 1, costMicros = 0 } = message;
  if (state === 'delivered')
    return {
      put: stored({ ...message, state: 'delivered', deliveredAt: at }),
      facts: [MessageDelivered.of({ messageId, template })],
      answer: undefined,
    };
  const used = message.retries ?? 0;
  const pause = pauseAfter(texting, reason, used);
  const isAffordable = costMicros + parts * texting.price.microsPerPart <= texting.price.mostMicros;
  const facts = [MessageUndelivered.of({ messageId, template, reason })];
  if (pause === undefined || !isAffordable) return { put: stored({ ...message, state: 'failed', reason }), facts, answer: undefined };
  const { gateway: _gateway, gatewayId: _id, receipt: _receipt, sentAt: _sent, ...again } = message;
  return { put: scheduled({ ...again, reason, retries: used + 1 }, later(at, pause)).put, facts, answer: undefined };
};

/** Keeps when a gateway is asked again about a text of which it has not said what became; undefined: no more. */
export const askedInVain = (file: CaseFile, messageId: string, asked: number, next: string | undefined): Change<undefined> => {
  const message = messageOf(file, messageId);
  if (message?.state !== 'sent') return unchanged(undefined);
  const { lookAt: _look, ...rest } = message;
  return { put: stored({ ...rest, asked, ...(next === undefined ? {} : { lookAt: next }) }), answer: undefined };
};
