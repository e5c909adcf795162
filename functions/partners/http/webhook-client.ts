import { request as sendPlain, type IncomingMessage } from 'node:http';
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

/** The body of an answer, or undefined when it is longer than wanted. @throws {Error} when it was cut off */
const bodyOf = async (response: IncomingMessage, mostBytes: number): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk as Buffer);
    length += bytes.length;
    if (length > mostBytes) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
};

/** Sends events over HTTP: one request, a connection of its own, no redirect, and nothing read but the status unless the call asks for more. */
export const webhookClient = (configuration: Pick<WebhooksConfiguration, 'timeoutMs' | keyof Addressing>): WebhookPort => {
  const { timeoutMs, privateAddresses } = configuration;

  const exchange = ({ url, headers, body, mostAnswerBytes }: WebhookCall): Promise<WebhookAnswer> =>
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
        const answer = { status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
        if (mostAnswerBytes === undefined) {
          resolve(answer);
          response.destroy();
          return;
        }
        bodyOf(response, mostAnswerBytes).then(
          (text) =>
            resolve(
              text === undefined ? { failure: `an answer of more than ${String(mostAnswerBytes)} bytes` } : { ...answer, body: text },
            ),
          (error: unknown) => resolve({ failure: failureOf(error as NodeJS.ErrnoException, timeoutMs) }),
        );
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
