import * as z from 'zod';
import { GatewayReason } from '../../policy/schema/gateway-reason.ts';
import type { Delivery, ReceiptPort, SmsGateway } from '../sms-gateway.ts';
import { parsedCallback, verifySignature } from './callback-signature.ts';
import { circuit } from './circuit.ts';
import { wasNeverConnected, type Needs } from './exchange.ts';
import type { SmsConfiguration } from './texts-configuration.ts';

/** The name under which its texts and receipts are kept. */
export const HTTP_GATEWAY = 'http';

const Taken = z.object({ id: z.string().min(1).max(120) });
const Refusal = z.object({ reason: GatewayReason.catch('other') });
const Receipts = z.object({
  receipts: z
    .array(
      z.object({ id: z.string().min(1).max(120), state: z.enum(['delivered', 'failed']), reason: GatewayReason.catch('other').optional() }),
    )
    .min(1)
    .max(100),
});

const unavailable = { state: 'tryAgain', reason: 'gatewayDown' } as const;

const jsonOf = async (response: Response): Promise<unknown> => {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
};

/** What an answer says of the text. An answer that cannot be read leaves it in doubt. */
const deliveryOf = (status: number, body: unknown): Delivery => {
  if (status >= 200 && status < 300) {
    const taken = Taken.safeParse(body);
    return taken.success ? { state: 'sent', gateway: HTTP_GATEWAY, gatewayId: taken.data.id } : { state: 'unknown' };
  }
  if (status === 429) return { state: 'tryAgain', reason: 'rateLimited' };
  if (status === 401 || status === 503) return unavailable;
  if (status === 402) return { state: 'refused', reason: 'spendLimit' };
  if (status === 403) return { state: 'refused', reason: 'notAllowed' };
  if (status >= 400 && status < 500) return { state: 'refused', reason: Refusal.safeParse(body).data?.reason ?? 'other' };
  return { state: 'unknown' };
};

/** Whether a gateway answered so that the breaker need not count it. */
const isWell = ({ state }: Delivery): boolean => state === 'sent' || state === 'refused';

/**
 * A gateway that takes texts as JSON over HTTP: `{to, text, reference, receiptUrl}`, answered with `{id}`, or with 4xx and `{reason}`.
 * @param receiptUrl where it shall send its receipts
 */
export const smsGatewayClient = (settings: SmsConfiguration, receiptUrl: string, { fetch: send = fetch }: Needs = {}): SmsGateway => {
  const breaker = circuit(settings.breaker);
  const url = `${settings.baseUrl.replace(/\/+$/, '')}${settings.servicePath}${settings.path}`;
  const headers = {
    'content-type': 'application/json',
    ...(settings.authorization === undefined ? {} : { authorization: settings.authorization.value }),
    ...settings.headers,
  };
  const ask = async (body: string): Promise<Delivery> => {
    try {
      const response = await send(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(settings.timeoutMs) });
      return deliveryOf(response.status, await jsonOf(response));
    } catch (error) {
      return wasNeverConnected(error) ? unavailable : { state: 'unknown' };
    }
  };
  return {
    name: HTTP_GATEWAY,
    async send({ phone, text, reference, at }) {
      if (!breaker.admits(at)) return unavailable;
      const sender = settings.sender === undefined ? {} : { from: settings.sender };
      const delivery = await ask(JSON.stringify({ to: phone, text, reference, receiptUrl, ...sender }));
      if (isWell(delivery)) breaker.succeeded();
      else breaker.failed(at);
      return delivery;
    },
  };
};

/** The receipts of that gateway, signed as the payment rail signs its callbacks. */
export const smsReceipts = ({ callback }: SmsConfiguration): ReceiptPort => ({
  name: HTTP_GATEWAY,
  verifySignature: (delivery) => verifySignature(callback, delivery),
  parseReceipts: (body) =>
    parsedCallback(Receipts, body).receipts.map(({ id, state, reason }) => ({
      gatewayId: id,
      state,
      ...(reason === undefined ? {} : { reason }),
    })),
});
