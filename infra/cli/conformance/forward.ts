/** Forwards a conformance suite's requests to a building block, as they are, with the credentials of a test client. */
import { createServer, request as ask, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { generate } from 'selfsigned';

export interface ForwardProps {
  /** Where the API is, without a trailing slash. */
  readonly apiUrl: string;
  /** The last part of the block's base path. */
  readonly block: string;
  readonly port: number;
  /** Gives a token that is valid now. */
  readonly token: () => Promise<string>;
  /** Speaks TLS, with a certificate for localhost that is made for this run. */
  readonly tls: boolean;
}

const HOP_BY_HOP = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'authorization']);

const kept = ({ headers }: IncomingMessage): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined || HOP_BY_HOP.has(name) ? [] : [[name, value]])),
  );

/** Starts forwarding; the path behind the block's base path is sent on letter by letter. */
export const startForwarding = async ({ apiUrl, block, port, token, tls }: ForwardProps): Promise<Server> => {
  const { hostname, port: apiPort, pathname } = new URL(apiUrl);
  const forward: RequestListener = (incoming, outgoing) => {
    const fail = (error: Error): void => {
      if (!outgoing.headersSent) outgoing.writeHead(502, { 'content-type': 'text/plain' });
      outgoing.end(error.message);
    };
    token()
      .then((bearer) => {
        const path = `${pathname.replace(/\/$/, '')}/govstack/${block}${incoming.url ?? '/'}`;
        const headers = { ...kept(incoming), authorization: `Bearer ${bearer}` };
        const asked = ask({ hostname, port: apiPort, method: incoming.method, path, headers }, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        });
        asked.on('error', fail);
        incoming.pipe(asked);
      })
      .catch((error: unknown) => {
        fail(error instanceof Error ? error : new Error(String(error)));
      });
  };
  const server = tls ? createTlsServer(await certificate(), forward) : createServer(forward);
  await new Promise<void>((ready, failed) => server.once('error', failed).listen(port, '127.0.0.1', ready));
  return server;
};

const certificate = async (): Promise<{ readonly key: string; readonly cert: string }> => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  return { key, cert };
};
