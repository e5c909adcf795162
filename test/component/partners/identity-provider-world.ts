import { createHash } from 'node:crypto';
import { identityProviderClient } from '../../../functions/partners/http/identity-provider-client.ts';
import { IdentityProviderConfiguration } from '../../../functions/partners/http/identity-provider-configuration.ts';
import type { CodeExchange } from '../../../functions/partners/identity-provider.ts';
import type { PartnerCall } from '../../../functions/partners/partner-call.ts';
import { PP_01 } from '../../../infra/local/partners/fixtures.ts';
import { startPartners } from '../../../infra/local/partners/start-partners.ts';

export const REDIRECT = 'https://nestling.example/v1/me/identity/callback';
export const SOWMYA = '53';

export const random = (seed: string): string => createHash('sha256').update(seed).digest('base64url');

/** What a browser does at the provider: opens the page, chooses a person or denies, and is sent back. */
export const chooseAt = async (address: string, nationalId: string | undefined): Promise<URL> => {
  const page = await fetch(address, { redirect: 'manual' });
  if (page.status !== 200) return new URL(page.headers.get('location') ?? '');
  const form = new URL(address).searchParams;
  if (nationalId === undefined) form.set('deny', 'yes');
  else form.set('nationalId', nationalId);
  const chosen = await fetch(address.split('?')[0] ?? '', { method: 'POST', body: form, redirect: 'manual' });
  return new URL(chosen.headers.get('location') ?? '');
};

/** The client and the sandbox provider under one clock. */
export const anIdentityProvider = async (overrides: Readonly<Record<string, unknown>> = {}, send: typeof fetch = fetch) => {
  let now = Date.parse('2026-03-01T08:00:00.000Z');
  const sandbox = await startPartners({ now: () => now, seed: PP_01 });
  const settings = IdentityProviderConfiguration.parse({ ...sandbox.identityProvider(), ...overrides });
  const provider = identityProviderClient(settings, { fetch: send });
  const call = (): PartnerCall => ({ at: new Date(now).toISOString(), correlationId: 'corr-1' });
  const request = { redirectUri: REDIRECT, state: random('state'), nonce: random('nonce'), verifier: random('verifier') };
  return {
    sandbox,
    settings,
    provider,
    call,
    request,
    pass: (seconds: number) => (now += seconds * 1000),
    /** Signs a person in at the provider and exchanges the code. */
    async recognise(more: Partial<CodeExchange> = {}) {
      const back = await chooseAt(await provider.authorizationUrl(request, call()), SOWMYA);
      return provider.recognise({ ...request, code: back.searchParams.get('code') ?? '', ...more }, call());
    },
  };
};
