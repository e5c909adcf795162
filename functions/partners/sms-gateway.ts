import type { GatewayReason } from '../policy/schema/gateway-reason.ts';
import type { CallbackDelivery } from './payment-rail.ts';

/** One text to one phone. */
export interface OutgoingText {
  /** E.164. */
  readonly phone: string;
  readonly text: string;
  /** Ours; the same for every try of the same text, so that a gateway which knows it sends it once. */
  readonly reference: string;
  /** The instant (ISO 8601, UTC) as the caller was told it. */
  readonly at: string;
}

/** `sent`; `refused` for good, with the reason; `unknown` when the answer was lost; `tryAgain` when it was certainly not sent. */
export type Delivery =
  | {
      readonly state: 'sent';
      readonly gateway: string;
      readonly gatewayId: string;
      /** When the gateway is asked what became of it; absent where it says so by itself, or never. */
      readonly askAt?: string;
    }
  | { readonly state: 'refused' | 'tryAgain'; readonly reason: GatewayReason }
  | { readonly state: 'unknown' };

/** A gateway that takes texts. It never repeats a call: whoever waits for the answer decides that. */
export interface SmsGateway {
  readonly name: string;
  send(text: OutgoingText): Promise<Delivery>;
}

/** What became of a text, as its gateway says. */
export interface DeliveryReceipt {
  readonly gatewayId: string;
  readonly state: 'delivered' | 'failed';
  /** Why it failed. */
  readonly reason?: GatewayReason;
}

export interface ReceiptPort {
  /** The gateway that sends receipts. */
  readonly name: string;
  /** @throws {Problem} SignatureInvalid when the signature is missing, wrong, or older than allowed */
  verifySignature(delivery: CallbackDelivery): void;
  /** @throws {Problem} InvalidRequest when the body holds no receipts */
  parseReceipts(body: string): readonly DeliveryReceipt[];
}

/** Of the number itself: another gateway would say the same. */
const OF_THE_NUMBER: ReadonlySet<GatewayReason> = new Set(['invalidNumber', 'optedOut']);

/**
 * Several gateways as one: the next is asked where one certainly did not send, for a reason of its own. After an answer that was lost
 * nobody else is asked: a text arrives at most once.
 */
export const withFailOver = (gateways: readonly SmsGateway[]): SmsGateway => ({
  name: gateways.map(({ name }) => name).join('+'),
  async send(text) {
    let last: Delivery = { state: 'tryAgain', reason: 'gatewayDown' };
    let mayBeTriedAgain: Delivery | undefined;
    for (const gateway of gateways) {
      last = await gateway.send(text);
      if (last.state === 'sent' || last.state === 'unknown') return last;
      if (OF_THE_NUMBER.has(last.reason)) return last;
      if (last.state === 'tryAgain') mayBeTriedAgain ??= last;
    }
    return mayBeTriedAgain ?? last;
  },
});
