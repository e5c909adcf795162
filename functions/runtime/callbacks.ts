/** Calls of addresses that somebody outside gave us: over TLS, to public addresses only, with little time. */
import { lookup } from 'node:dns';
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isCallable, isPublicAddress } from '../kernel/public-address.ts';
import { environment } from './environment.ts';

/** The name is looked up for the very connection, so that it cannot stand for another address a moment later. */
const publicOnly: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = error === null ? addresses : [];
    if (error !== null || first === undefined) callback(error ?? new Error('no address'), '', 4);
    else if (addresses.some(({ address }) => !isPublicAddress(address))) callback(new Error('not a public address'), '', 4);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

const PATIENCE_MS = 5000;

export interface Callback {
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Posts JSON to an address that somebody gave us. */
export interface Callbacks {
  /** Whether it was taken (2xx); redirections are not followed. */
  post(callback: Callback): Promise<boolean>;
}

export const callbacks: Callbacks = {
  post: ({ uri, headers, body }) => {
    if (environment().CALLBACKS === 'off' || !isCallable(uri)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const sent = request(
        uri,
        { method: 'POST', lookup: publicOnly, timeout: PATIENCE_MS, headers: { ...headers, 'content-type': 'application/json' } },
        (answer) => {
          const { statusCode = 0 } = answer;
          answer.destroy();
          resolve(statusCode >= 200 && statusCode < 300);
        },
      );
      sent.on('timeout', () => sent.destroy());
      sent.on('error', () => {
        resolve(false);
      });
      sent.end(body);
    });
  },
};
