import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { Agent, request } from 'node:https';
import { Readable } from 'node:stream';
import * as z from 'zod';

const asBytes = (text: string): Buffer => (text.startsWith('-----') ? Buffer.from(text) : Buffer.from(text, 'base64'));
const isPem = (bytes: Buffer): boolean => bytes.toString('latin1', 0, 5) === '-----';

const Text = z.strictObject({ value: z.string().min(1) });

const Certificate = Text.transform(({ value }, context) => {
  try {
    return new X509Certificate(asBytes(value));
  } catch {
    context.addIssue({ code: 'custom', message: 'is no certificate, in PEM or in the base64 of its DER' });
    return z.NEVER;
  }
});

const Key = Text.transform(({ value }, context) => {
  try {
    const key = asBytes(value);
    return createPrivateKey(isPem(key) ? key : { key, format: 'der', type: 'pkcs8' });
  } catch {
    context.addIssue({ code: 'custom', message: 'is no private key, in PEM or in the base64 of its DER (PKCS #8)' });
    return z.NEVER;
  }
});

/**
 * Who we are towards a security server, and whom we believe that it is it. Each value is PEM, or the base64 of the DER: a secret that a
 * deployment writes into a line of JSON has no line breaks.
 */
export const ClientCertificate = z
  .strictObject({
    certificate: Certificate,
    key: Key,
    authority: Certificate.optional().describe('Who signed the certificate of the other side; where none is given, whom Node trusts'),
  })
  .superRefine(({ certificate, key }, context) => {
    if (!certificate.checkPrivateKey(key))
      context.addIssue({ code: 'custom', path: ['key'], message: 'is not the key of the certificate' });
  });
export type ClientCertificate = z.infer<typeof ClientCertificate>;

const pemOf = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();

/** How calls of a partner are sent where its settings name a certificate. */
export const sendingWith = (
  certificates: Readonly<Record<string, ClientCertificate>>,
  { tls }: { readonly tls?: string | undefined },
): { readonly fetch?: typeof fetch } => {
  const shown = tls === undefined ? undefined : certificates[tls];
  return shown === undefined ? {} : { fetch: fetchWithCertificate(shown) };
};

/** `fetch` for calls that show a client certificate; of its options only those that partners are called with. */
export const fetchWithCertificate = ({ certificate, key, authority }: ClientCertificate): typeof fetch => {
  const agent = new Agent({
    keepAlive: true,
    cert: certificate.toString(),
    key: pemOf(key),
    minVersion: 'TLSv1.2',
    ...(authority === undefined ? {} : { ca: authority.toString() }),
  });
  return (input, init = {}) => {
    const { method = 'GET', headers, body, signal } = init;
    return new Promise((resolve, reject) => {
      // what a time-out says is its own error, not that of the socket it closes
      const fail = (error: Error): void => reject(signal?.aborted === true ? (signal.reason as Error) : error);
      const outgoing = request(
        input instanceof Request ? input.url : input,
        {
          agent,
          method,
          headers: Object.fromEntries(new Headers(headers)),
          ...(signal === undefined || signal === null ? {} : { signal }),
        },
        (answer) => {
          const status = answer.statusCode ?? 502;
          const received = Object.entries(answer.headers).flatMap(([name, value]) =>
            [value ?? []].flat().map((each): [string, string] => [name, each]),
          );
          const hasBody = status !== 204 && status !== 205 && status !== 304;
          resolve(new Response(hasBody ? (Readable.toWeb(answer) as ReadableStream<Uint8Array>) : null, { status, headers: received }));
        },
      );
      outgoing.on('error', fail);
      outgoing.end(typeof body === 'string' ? body : undefined);
    });
  };
};
