import * as z from 'zod';
import type { PartnerCall } from '../partner-call.ts';
import { exchangeWith, type Needs } from './exchange.ts';
import type { GsmaRail } from './rails-configuration.ts';

/** A token is not used in its last seconds. */
const SPARE_MS = 30_000;
const DEFAULT_LIFE_SECONDS = 300;

const Token = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().default(DEFAULT_LIFE_SECONDS) });

const basic = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** The headers by which a mobile money provider knows us. */
export interface SignedIn {
  /** @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid when no token can be got */
  headers(call: PartnerCall): Promise<Readonly<Record<string, string>>>;
  /** The token was not taken: another is got for the next call. */
  forget(): void;
}

/** Knows the credentials of a rail; an access token is kept as long as it lasts, by the callers' time. */
export const signedIn = (settings: GsmaRail, needs: Needs, partner: string): SignedIn => {
  const { credentials } = settings;
  if (credentials.by === 'apiKey') {
    const { key, clientId } = credentials;
    const headers = { 'X-API-Key': key.value, ...(clientId === undefined ? {} : { 'X-Client-Id': clientId }) };
    return { headers: () => Promise.resolve(headers), forget: () => undefined };
  }
  if (credentials.by === 'basic') {
    const headers = { authorization: basic(credentials.username, credentials.password.value) };
    return { headers: () => Promise.resolve(headers), forget: () => undefined };
  }

  const { tokenUrl, clientId, clientSecret, scope, apiKey } = credentials;
  const exchange = exchangeWith(`${partner} sign-in`, { ...settings, baseUrl: tokenUrl, servicePath: '' }, needs);
  let held: { readonly token: string; readonly until: number } | undefined;

  const fresh = async (call: PartnerCall): Promise<string> => {
    const { body } = await exchange.ask(
      {
        method: 'POST',
        path: '',
        headers: { authorization: basic(clientId, clientSecret.value) },
        form: { grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) },
        expected: [200],
      },
      call,
    );
    const { access_token: token, expires_in: seconds } = exchange.read(Token, body);
    held = { token, until: Date.parse(call.at) + seconds * 1000 - SPARE_MS };
    return token;
  };

  return {
    async headers(call) {
      const token = held !== undefined && Date.parse(call.at) < held.until ? held.token : await fresh(call);
      return { authorization: `Bearer ${token}`, ...(apiKey === undefined ? {} : { 'X-API-Key': apiKey.value }) };
    },
    forget: () => void (held = undefined),
  };
};
