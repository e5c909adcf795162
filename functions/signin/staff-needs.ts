import { Problem } from '../kernel/problem.ts';
import type { IdentityProviderPort } from '../partners/identity-provider.ts';
import { reply, type Reply } from '../runtime/operation.ts';
import type { SignInNeeds } from './needs.ts';
import { poolTokens, type PoolTokens } from './pool-tokens.ts';

export interface StaffSignInNeeds extends SignInNeeds {
  /** Where the staff's user pool takes our answer: the only address that we send a member of the staff to. */
  readonly poolReturnUrl: () => string;
}

/** What we call ourselves towards the pool. */
export const issuerOf = ({ apiBaseUrl }: Pick<SignInNeeds, 'apiBaseUrl'>): string => `${apiBaseUrl()}/staff/sign-in`;
export const staffReturnUrl = (needs: Pick<SignInNeeds, 'apiBaseUrl'>): string => `${issuerOf(needs)}/callback`;

export interface StaffProvider {
  readonly port: IdentityProviderPort;
  readonly clientSecret: string;
  readonly tokens: PoolTokens;
}

/** The provider for the staff. @throws {Problem} RouteNotFound where the staff does not sign in that way */
export const staffProvider = (needs: SignInNeeds): StaffProvider => {
  const provider = needs.provider();
  const staff = provider?.settings.staff;
  if (provider === undefined || staff === undefined)
    throw new Problem('RouteNotFound', 'the staff does not sign in with the national identity here');
  return { port: provider.port, clientSecret: staff.clientSecret.value, tokens: poolTokens(issuerOf(needs), staff.signingKey) };
};

/** A few words for a person of the staff, on a page of their own. */
export const plainPage = (status: number, text: string): Reply =>
  reply({ status, headers: { 'referrer-policy': 'no-referrer' }, raw: { contentType: 'text/plain; charset=utf-8', text } });
