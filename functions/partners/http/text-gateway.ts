import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../kernel/problem.ts';
import type { GatewayText, TextGatewayPort } from '../text-gateway.ts';
import type { TextGateways } from './texts-configuration.ts';

/** What a JSON pointer (RFC 6901) names, as text; undefined when it is no text and no number. */
const textAt = (value: unknown, pointer: string): string | undefined => {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  const found = steps.reduce<unknown>(
    (holder, step) =>
      typeof holder === 'object' && holder !== null && Object.hasOwn(holder, step) ? (holder as Record<string, unknown>)[step] : undefined,
    value,
  );
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
};

const same = (given: string, expected: string): boolean => {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const refused = (detail: string): Problem => new Problem('SignatureInvalid', detail);

/** What stands at a place of a body. @throws {Problem} InvalidRequest naming the place */
export const fieldAt = (body: unknown, pointer: string): string => {
  const found = textAt(body, pointer);
  if (found !== undefined) return found;
  const errors = [{ pointer: `#/body${pointer}`, detail: 'is missing or no text' }];
  throw new Problem('InvalidRequest', `#/body${pointer} is missing or no text`, { errors });
};

/** Reads what gateways send, each by its own key and under its own names. */
export const textGateway = (gateways: TextGateways): TextGatewayPort => ({
  receive({ headers, body, at }): GatewayText {
    const id = headers['x-gateway-key'] ?? '';
    const gateway = Object.hasOwn(gateways, id) ? gateways[id] : undefined;
    if (gateway === undefined) throw refused('the key of the gateway is missing or unknown');
    const sentAt = headers['x-gateway-timestamp'] ?? '';
    if (!(Math.abs(Date.parse(at) - Date.parse(sentAt)) <= gateway.toleranceSeconds * 1000))
      throw refused('the timestamp is missing or too far from now');
    const expected = `sha256=${createHmac('sha256', gateway.secret.value).update(`${sentAt}.${body}`).digest('hex')}`;
    if (!same(headers['x-gateway-signature'] ?? '', expected)) throw refused('the signature is missing or wrong');
    const read = JSON.parse(body) as unknown;
    const { from, text, id: gatewayId } = gateway.fields;
    return { from: fieldAt(read, from), text: fieldAt(read, text), gatewayId: fieldAt(read, gatewayId), gateway: id };
  },
});
