/** `npm run govstack-proxy -- --block <name> --port <port>`: lets a GovStack conformance suite run, unedited, against a building block. */
import { parseArgs } from 'node:util';
import { notedSystem, tokenSource } from '../local/population/target.ts';
import { startForwarding } from './conformance/forward.ts';
import { run, say, Unready, UsageError } from './deployment/command.ts';

const USAGE = `npm run govstack-proxy -- --block <name> --port <port> [--tls] [--url http://127.0.0.1:PORT --token T]

  --block   the last part of the block's base path: registration, digital-registries, payments, ...
  --port    where the suite calls: 3333, or 3366 for the Information Mediator's
  --tls     speaks TLS with a certificate of its own, for suites that call https://localhost/
  --url     the API (default: the local system that npm start has noted)
  --token   an access token of a test client, with the scope conformance.test (default: the noted one)`;

const OPTIONS = {
  block: { type: 'string' },
  port: { type: 'string' },
  tls: { type: 'boolean' },
  url: { type: 'string' },
  token: { type: 'string' },
} as const;

const read = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

const proxy = async (argv: readonly string[]): Promise<void> => {
  const { block, port: portText = '', tls = false, url, token } = read(argv);
  if (block === undefined || !/^[a-z]+(-[a-z]+)*$/.test(block)) throw new UsageError('--block is missing, or is no name of a block');
  const port = Number(portText);
  if (!/^\d+$/.test(portText) || port < 1 || port > 65_535) throw new UsageError('--port is missing, or is no port');
  const noted = notedSystem();
  const apiUrl = url ?? noted?.apiUrl;
  if (apiUrl === undefined) throw new Unready('no local system is running: npm start, or give --url and --token');
  const held = token ?? noted?.testToken;
  const server = await startForwarding({ apiUrl, block, port, tls, token: tokenSource({ apiUrl, token: held }) });
  say(`${tls ? 'https' : 'http'}://localhost:${portText}/ is ${apiUrl}/govstack/${block}/, with a test client's token. Ctrl-C ends it.`);
  await new Promise<void>((ended) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close(() => ended()));
  });
};

if (import.meta.main) process.exitCode = await run(() => proxy(process.argv.slice(2)), USAGE);
