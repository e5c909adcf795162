import { once } from 'node:events';
import { createServer } from 'node:http';

/** An answer over HTTP; without a text it has no body. */
export interface ServedAnswer {
  readonly status: number;
  readonly text?: string;
}

/** A server on 127.0.0.1 that answers every call by a function of its body: for commands that call the API. Stop it when the tests are over. */
export const serve = async (
  answer: (rawBody: string) => Promise<ServedAnswer>,
): Promise<{ readonly url: string; readonly stop: () => void }> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void answer(Buffer.concat(chunks).toString()).then(({ status, text }) =>
        response.writeHead(status, text === undefined ? {} : { 'content-type': 'application/json' }).end(text),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
