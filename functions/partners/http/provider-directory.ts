import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import type { PartnerCall } from '../partner-call.ts';
import type { Exchange } from './exchange.ts';
import type { IdentityProviderConfiguration } from './identity-provider-configuration.ts';

/** A provider's public key as far as we look; keys of other kinds, such as shared secrets, are not keys to us. */
const PublicKey = z.looseObject({ kty: z.enum(['RSA', 'EC']), kid: z.string().optional(), use: z.string().optional() });
export type PublicKey = z.infer<typeof PublicKey>;
const KeySet = z.object({ keys: z.array(z.unknown()) });

const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  userinfo_endpoint: z.url(),
  jwks_uri: z.url(),
});
export type Discovery = z.infer<typeof Discovery>;

/** An answer of 200 that is none: the provider names its errors in a list. */
const Errors = z.object({ errors: z.array(z.object({ errorCode: z.string() })).min(1) });

/** A code of the provider's, as far as it may stand in our log. */
export const shownCode = (code: string): string => (/^[\w.-]{1,60}$/.test(code) ? code : 'a code that cannot be shown');

export const errorIn = (body: unknown): string | undefined => Errors.safeParse(body).data?.errors[0]?.errorCode;

/** At most one look for an unknown key in this time, so that forged tokens cannot make us flood the provider. */
const LEAST_PAUSE_MS = 60_000;

interface Remembered<T> {
  readonly value: T;
  readonly at: number;
}

/** Where the provider has its endpoints and which keys it signs with, remembered by the callers' time. */
export const providerDirectory = (exchange: Exchange, settings: IdentityProviderConfiguration) => {
  const { issuer, discoveryPath, keysMaxAgeSeconds } = settings;
  const home = new URL(issuer).origin;
  let discovery: Remembered<Discovery> | undefined;
  let keySet: Remembered<readonly PublicKey[]> | undefined;

  const isFresh = (remembered: Remembered<unknown> | undefined, at: number): boolean =>
    remembered !== undefined && Math.abs(at - remembered.at) < keysMaxAgeSeconds * 1000;

  const invalid = (detail: string) => new Problem('PartnerAnswerInvalid', `identityProvider: ${detail}`);

  const get = async <Schema extends z.ZodType>(path: string, schema: Schema, call: PartnerCall): Promise<z.infer<Schema>> => {
    const { body } = await exchange.ask({ method: 'GET', path, expected: [200] }, call);
    const error = errorIn(body);
    if (error !== undefined) throw invalid(`it answers ${shownCode(error)}`);
    return exchange.read(schema, body);
  };

  /** The path of an endpoint, to be called below the base address. @throws {Problem} PartnerAnswerInvalid for another host */
  const pathOf = (endpoint: string): string => {
    const { origin, pathname, search } = new URL(endpoint);
    if (origin !== home) throw invalid('an endpoint stands on another host than the issuer');
    return `${pathname}${search}`;
  };

  const discover = async (call: PartnerCall): Promise<Discovery> => {
    const at = Date.parse(call.at);
    if (discovery !== undefined && isFresh(discovery, at)) return discovery.value;
    const found = await get(discoveryPath, Discovery, call);
    if (found.issuer !== issuer) throw invalid('its discovery document is of another issuer');
    for (const endpoint of [found.authorization_endpoint, found.token_endpoint, found.userinfo_endpoint, found.jwks_uri]) pathOf(endpoint);
    discovery = { value: found, at };
    return found;
  };

  const fetchKeys = async (call: PartnerCall): Promise<readonly PublicKey[]> => {
    const { jwks_uri: address } = await discover(call);
    const { keys } = await get(pathOf(address), KeySet, call);
    const value = keys.flatMap((key) => PublicKey.safeParse(key).data ?? []).filter(({ use = 'sig' }) => use === 'sig');
    keySet = { value, at: Date.parse(call.at) };
    return value;
  };

  return {
    discover,
    pathOf,
    /** The keys of the provider; read anew when one is looked for that is not among them, at most once a minute. */
    async keysWith(keyId: string | undefined, call: PartnerCall): Promise<readonly PublicKey[]> {
      const at = Date.parse(call.at);
      if (keySet === undefined || !isFresh(keySet, at)) return fetchKeys(call);
      const isKnown = keyId === undefined || keySet.value.some(({ kid }) => kid === keyId);
      return isKnown || Math.abs(at - keySet.at) < LEAST_PAUSE_MS ? keySet.value : fetchKeys(call);
    },
    /**
     * The keys read anew for a signature that none of those remembered has made: a provider with one key may change it without giving it
     * another name. Undefined when they were read within the last minute.
     */
    async newerKeys(call: PartnerCall): Promise<readonly PublicKey[] | undefined> {
      return keySet !== undefined && Math.abs(Date.parse(call.at) - keySet.at) < LEAST_PAUSE_MS ? undefined : fetchKeys(call);
    },
  };
};
export type ProviderDirectory = ReturnType<typeof providerDirectory>;
