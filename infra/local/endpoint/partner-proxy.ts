import { request as send, type IncomingHttpHeaders } from 'node:http';
import { listen, readBody, type LocalServer } from './http.ts';
import type { CallLog } from './call.ts';

const without = (headers: IncomingHttpHeaders, ...names: readonly string[]): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

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
    const headers = without(incoming.headers, 'host', 'connection');
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
          if (decision === 'fail-after') {
            cut();
            return;
          }
          response
            .writeHead(answer.statusCode ?? 502, without(answer.headers, 'transfer-encoding', 'connection'))
            .end(Buffer.concat(chunks));
          resolve();
        });
      });
      outgoing.on('error', cut);
      response.on('close', () => outgoing.destroy());
      outgoing.end(body);
    });
  });
