import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isPublicAddress, mayBePublic } from '../../../functions/kernel/public-address.ts';
import { publicLookup } from '../../../functions/partners/http/public-lookup.ts';
import { webhookClient } from '../../../functions/partners/http/webhook-client.ts';
import { WebhooksConfiguration } from '../../../functions/partners/http/webhooks-configuration.ts';

const HERE = { insecure: true, privateAddresses: true };

let answer: (request: IncomingMessage, response: ServerResponse) => void;
let calls: string[] = [];
const server = createServer((request, response) => {
  calls.push(`${request.method ?? ''} ${request.url ?? ''}`);
  answer(request, response);
});
let origin: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  calls = [];
});
const send = (rules: Readonly<Record<string, unknown>>, path = '/hook', more: { readonly mostAnswerBytes?: number } = {}) =>
  webhookClient(WebhooksConfiguration.parse(rules)).send({
    url: `${origin}${path}`,
    headers: { 'webhook-id': 'one' },
    body: '{"a":"é"}',
    ...more,
  });

describe('an attempt', () => {
  it('posts the body as it is, and reads no more than the status', async () => {
    let body = '';
    answer = (request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => response.writeHead(200).write('an answer without an end'));
    };

    expect(await send(HERE)).toEqual({ status: 200 });
    expect(body).toBe('{"a":"é"}');
    expect(calls).toEqual(['POST /hook']);
  });

  it('reads the answer to a question, up to a length', async () => {
    answer = (_, response) => response.writeHead(200).end('{"status":"attended"}');

    expect(await send(HERE, '/hook', { mostAnswerBytes: 100 })).toEqual({ status: 200, body: '{"status":"attended"}' });
    expect(await send(HERE, '/hook', { mostAnswerBytes: 10 })).toEqual({ failure: 'an answer of more than 10 bytes' });

    answer = (_, response) => response.writeHead(200).write('an answer without an end');
    expect(await send({ ...HERE, timeoutMs: 200 }, '/hook', { mostAnswerBytes: 100 })).toEqual({ failure: 'no answer within 200 ms' });
  });

  it('follows no redirect', async () => {
    answer = (_, response) => response.writeHead(302, { location: `${origin}/inside` }).end();

    expect(await send(HERE)).toEqual({ status: 302 });
    expect(calls).toEqual(['POST /hook']);
  });

  it('reads how long to wait', async () => {
    answer = (_, response) => response.writeHead(503, { 'retry-after': '120' }).end();
    expect(await send(HERE)).toEqual({ status: 503, retryAfterSeconds: 120 });

    answer = (_, response) => response.writeHead(503, { 'retry-after': 'Fri, 31 Dec 2027 23:59:59 GMT' }).end();
    expect(await send(HERE)).toEqual({ status: 503 });
  });

  it('ends with the time that the deployment gives it', async () => {
    answer = () => undefined;

    expect(await send({ ...HERE, timeoutMs: 100 })).toEqual({ failure: 'no answer within 100 ms' });
  });

  it('that is cut says so, and nothing of the address', async () => {
    answer = (_, response) => response.destroy();

    expect(await send(HERE)).toEqual({ failure: 'no answer: ECONNRESET' });
  });

  it('goes nowhere when the settings have become stricter than they were', async () => {
    expect(await send({ insecure: true })).toEqual({ failure: 'the address is not allowed' });
    expect(await send({ privateAddresses: true })).toEqual({ failure: 'the address is not allowed' });
    expect(calls).toEqual([]);
  });
});

describe('an address', () => {
  it.each(['1.1.1.1', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ...['0.0.0.0', '10.0.0.1', '100.127.255.255', '127.1.2.3', '169.254.169.254', '172.16.0.1', '192.168.0.1', '198.19.0.1'],
    ...['224.0.0.1', '255.255.255.255', '::', '::1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::808:808', '2002:7f00:1::', 'fc00::1'],
    ...['fd00:ec2::254', 'fe80::1%eth0', 'ff02::1', '2001:db8::1', 'no address'],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['localhost', 'a.localhost', 'printer', 'db.internal', 'router.lan', 'x.local.', '1.0.0.127.in-addr.arpa'])(
    'that is called %s is not',
    (name) => {
      expect(mayBePublic(name)).toBe(false);
    },
  );

  it('to which a name leads is judged when it is called', async () => {
    const found = await new Promise((resolve) => publicLookup('localhost', {}, (error) => resolve(error?.code)));

    expect(found).toBe('ENOTPUBLIC');
  });
});
