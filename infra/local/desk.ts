import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Country } from './country.ts';

const Move = z.union([
  z.strictObject({ to: z.iso.datetime() }),
  z.strictObject({
    days: z.number().min(0).max(3660).optional(),
    hours: z.number().min(0).max(1000).optional(),
    minutes: z.number().min(0).max(100_000).optional(),
  }),
]);
/** What may be sent to the desk, in bytes. */
const MOST_BYTES = 10_000;

/** Over HTTP what a reader of the local system wants to see, and the clock. */
export interface Desk {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MOST_BYTES) throw new Error('the body is too large');
  }
  return JSON.parse(text === '' ? '{}' : text) as unknown;
};

/** What can be looked at, newest last. */
const shelves = ({ local, sentTexts }: Country): Readonly<Record<string, (query: URLSearchParams) => unknown>> => ({
  '/clock': () => ({ now: local.clock.now(), nextDue: local.clock.nextDue() }),
  '/sms': (query) => sentTexts().filter(({ to }) => query.get('phone') === null || to === query.get('phone')),
  '/emails': () => local.emails(),
  '/events': (query) => local.events().filter((event) => query.get('type') === null || event['detail-type'] === query.get('type')),
  '/executions': (query) => local.executions().filter(({ machine }) => query.get('machine') === null || machine === query.get('machine')),
  '/dead-letters': () => local.deadLetters(),
});

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(`${JSON.stringify(body, null, 2)}\n`);
};

const move = async ({ local }: Country, request: IncomingMessage): Promise<{ status: number; body: unknown }> => {
  const parsed = Move.safeParse(await bodyOf(request).catch(() => undefined));
  if (!parsed.success) return { status: 400, body: { error: 'send {"days": 1}, {"hours": 2} or {"to": "2026-01-01T00:00:00Z"}' } };
  const { data } = parsed;
  if ('to' in data) await local.clock.advanceTo(data.to);
  else await local.clock.advanceBy(Object.fromEntries(Object.entries(data).filter(([, amount]) => amount !== undefined)));
  await local.idle();
  return { status: 200, body: { now: local.clock.now() } };
};

/** Opens the desk on 127.0.0.1: `GET /sms?phone=`, `/events?type=`, `/executions?machine=`, `/dead-letters`, `/clock`; `POST /clock` moves it. */
export const openDesk = async (country: Country, port: number): Promise<Desk> => {
  const shelf = shelves(country);
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://desk');
    if (request.method === 'POST' && pathname === '/clock') {
      const { status, body } = await move(country, request);
      answer(response, status, body);
      return;
    }
    const look = request.method === 'GET' ? shelf[pathname] : undefined;
    if (look === undefined) answer(response, 404, { paths: [...Object.keys(shelf).map((path) => `GET ${path}`), 'POST /clock'] });
    else answer(response, 200, look(searchParams));
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) =>
      answer(response, 500, { error: error instanceof Error ? error.message : 'unknown' }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : port)}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
