/** Calls of addresses that somebody outside gave us: over TLS, to public addresses only, with little time. */
import { isCallable } from '../kernel/public-address.ts';
import { webhookClient } from '../partners/http/webhook-client.ts';
import { environment } from './environment.ts';

const client = webhookClient({ timeoutMs: 5000, insecure: false, privateAddresses: false });

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
  async post({ uri, headers, body }) {
    if (environment().CALLBACKS === 'off' || !isCallable(uri)) return true;
    const { status = 0 } = await client.send({ url: uri, headers: { ...headers, 'content-type': 'application/json' }, body });
    return status >= 200 && status < 300;
  },
};
