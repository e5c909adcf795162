import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { isObject, parseJson, textOf } from '../json.ts';
import { AwsError } from '../runtime/errors.ts';

/** A DynamoDB-compatible database. */
export interface Engine {
  /** @throws AwsError with the engine's own error */
  readonly call: (action: string, input: unknown) => Promise<Record<string, unknown>>;
  readonly stop: () => Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const connect = (url: string) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname, port } = new URL(url);
  const call = (action: string, input: unknown) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${action}`,
        'x-amz-date': '20200101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20200101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature=0',
      };
      const sent = request({ agent, hostname, port, method: 'POST', path: '/', headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer = parseJson(Buffer.concat(chunks).toString('utf8') || '{}');
          if (!isObject(answer)) {
            reject(new Error(`the database answered ${JSON.stringify(answer)}`));
            return;
          }
          if (response.statusCode === 200) {
            resolve(answer);
            return;
          }
          const { __type: type, message, Message, ...fields } = answer;
          const name =
            textOf(type ?? 'InternalServerError')
              .split('#')
              .at(-1) ?? '';
          const text = message ?? Message;
          reject(new AwsError(name, typeof text === 'string' ? text : '', { status: response.statusCode ?? 500, fields }));
        });
      });
      sent.on('error', reject);
      sent.end(JSON.stringify(input));
    });
  return { call, close: () => agent.destroy() };
};

const READY_WITHIN_MILLISECONDS = 10_000;

const waitUntilReady = async (call: Engine['call'], hasExited: () => boolean): Promise<void> => {
  const until = Date.now() + READY_WITHIN_MILLISECONDS;
  for (;;) {
    try {
      await call('ListTables', {});
      return;
    } catch (error) {
      if (hasExited() || Date.now() > until) throw new Error('the database did not start', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
};

const binary = (): string => {
  try {
    return join(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json'), '..', 'dynoxide');
  } catch (error) {
    throw new Error(
      'there is no database for this platform among the packages: start one that speaks DynamoDB and set DYNAMODB_ENDPOINT to its address',
      { cause: error },
    );
  }
};

/**
 * Starts the database as a process of its own on 127.0.0.1, or connects to the one that `DYNAMODB_ENDPOINT` names.
 * @param file where the data is kept; without it, in memory
 */
export const startEngine = async (file: string | undefined): Promise<Engine> => {
  const given = process.env['DYNAMODB_ENDPOINT'];
  if (given !== undefined && given !== '') {
    const { call, close } = connect(given);
    await waitUntilReady(call, () => false);
    return {
      call,
      stop() {
        close();
        return Promise.resolve();
      },
    };
  }
  const port = await freePort();
  const child = spawn(binary(), ['--host', '127.0.0.1', '--port', String(port), ...(file === undefined ? [] : ['--db-path', file])], {
    stdio: 'ignore',
  });
  let exited = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      exited = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const { call, close } = connect(`http://127.0.0.1:${port}`);
  const stop = async () => {
    close();
    process.off('exit', killWithUs);
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 2000);
    await ended;
    clearTimeout(force);
  };
  try {
    await waitUntilReady(call, () => exited);
  } catch (error) {
    await stop();
    throw error;
  }
  return { call, stop };
};
