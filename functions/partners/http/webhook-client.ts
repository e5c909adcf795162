import { request as sendPlain } from 'node:http';
import { request as sendSecure, type RequestOptions } from 'node:https';
import { hostOf, mayBePublic } from '../../kernel/public-address.ts';
import type { WebhookAnswer, WebhookCall, WebhookPort } from '../webhook.ts';
import { publicLookup } from './public-lookup.ts';
import type { WebhooksConfiguration } from './webhooks-configuration.ts';

export type Addressing = Pick<WebhooksConfiguration, 'insecure' | 'privateAddresses'>;

/** Why an address cannot be a webhook's, or undefined when it can. What a name leads to is judged at each delivery. */
export const faultOfUrl = (text: string, { insecure, privateAddresses }: Addressing): string | undefined => {
  const url = URL.parse(text);
  if (url === null) return 'must be a URL such as https://example.org/nestling';
  if (url.protocol !== 'https:' && !(insecure && url.protocol === 'http:')) return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must carry no user and no password: deliveries are signed';
  if (url.hash !== '') return 'must have no fragment';
  if (!privateAddresses && !mayBePublic(hostOf(url))) return 'must lead to the open internet, not to this machine or inside a network';
  return undefined;
};

const failureOf = (error: NodeJS.ErrnoException, timeoutMs: number): string =>
  error.name === 'AbortError' || error.name === 'TimeoutError'
    ? `no answer within ${String(timeoutMs)} ms`
    : `no answer: ${error.code ?? 'connection failed'}`;

/** Retry-After in seconds; a date in it is not read, since only the sender's clock could tell how far it is. */
const retryAfterOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,7}$/.test(header) ? Number(header) : undefined;

/** Sends events over HTTP: one request, a connection of its own, no redirect, and nothing read but the status. */
export const webhookClient = (configuration: Pick<WebhooksConfiguration, 'timeoutMs' | keyof Addressing>): WebhookPort => {
  const { timeoutMs, privateAddresses } = configuration;

  const exchange = ({ url, headers, body }: WebhookCall): Promise<WebhookAnswer> =>
    new Promise((resolve) => {
      const options: RequestOptions = {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
        signal: AbortSignal.timeout(timeoutMs),
        ...(privateAddresses ? {} : { lookup: publicLookup }),
      };
      const outgoing = (url.startsWith('https:') ? sendSecure : sendPlain)(url, options, (response) => {
        const { statusCode: status = 0, headers: answered } = response;
        const retryAfterSeconds = retryAfterOf(answered['retry-after']);
        resolve({ status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });
        response.destroy();
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => resolve({ failure: failureOf(error, timeoutMs) }));
      outgoing.end(body);
    });

  return {
    async send(call) {
      // settings may have become stricter since the address was given; a literal address is never looked up
      if (faultOfUrl(call.url, configuration) !== undefined) return { failure: 'the address is not allowed' };
      return exchange(call);
    },
  };
};
