import { request as send } from 'node:http';
import { listen, readBody, type LocalServer } from './http.ts';
import type { CallLog } from './call.ts';

/**
 * Stands between the functions and the partners, so that each call is counted and can be made to fail. A function finds a partner below
 * `<url>/<function name>/`.
 * @param target base address of the sandbox partners
 */
export const startPartnerProxy = (target: string, calls: CallLog): Promise<LocalServer> =>
  listen(async (incoming, response) => {
    const [, caller = '', rest = '/'] = /^\/([^/]+)(\/.*)?$/.exec(incoming.url ?? '') ?? [];
    const body = (await readBody(incoming)) ?? Buffer.alloc(0);
    const { record, decision } = calls.open(
      decodeURIComponent(caller),
      'partner',
      `${incoming.method ?? 'GET'} ${rest.split('?')[0] ?? ''}`,
    );
    if (decision === 'fail-before') {
      record.outcome = decision;
      incoming.socket.destroy();
      return;
    }
    const base = new URL(target);
    const path = `${base.pathname.replace(/\/$/, '')}${rest}`;
    const { host: _host, connection: _connection, ...headers } = incoming.headers;
    await new Promise<void>((resolve) => {
      const cut = () => {
        if (decision === 'fail-after') record.outcome = decision;
        incoming.socket.destroy();
        resolve();
      };
      const outgoing = send({ hostname: base.hostname, port: base.port, path, method: incoming.method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('error', cut);
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          if (decision === 'fail-after') return cut();
          const { 'transfer-encoding': _encoding, connection: _answered, ...answered } = answer.headers;
          response.writeHead(answer.statusCode ?? 502, answered).end(Buffer.concat(chunks));
          return resolve();
        });
      });
      outgoing.on('error', cut);
      response.on('close', () => outgoing.destroy());
      outgoing.end(body);
    });
  });
