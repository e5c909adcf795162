import * as z from 'zod';
import type { AccountNeeds } from '../enrolment/enter-account.ts';
import type { ConfiguredProvider } from '../runtime/identity-provider.ts';
import { reply, type Reply } from '../runtime/operation.ts';

export interface SignInNeeds extends AccountNeeds {
  readonly provider: () => ConfiguredProvider | undefined;
  readonly apiBaseUrl: () => string;
  /** 256 bits that nobody can guess, base64url. */
  readonly newSecret: () => string;
}

/** Addresses are made of our own only: nothing that a caller sends says where a browser goes. */
export const ownPageUrl = ({ apiBaseUrl }: Pick<SignInNeeds, 'apiBaseUrl'>): string => `${apiBaseUrl()}/me`;
export const motherReturnUrl = (needs: Pick<SignInNeeds, 'apiBaseUrl'>): string => `${ownPageUrl(needs)}/identity/callback`;

/** The path that her page stands below, as a browser takes it for the cookie of an answer of `/me`. */
export const pathOfPages = ({ apiBaseUrl }: Pick<SignInNeeds, 'apiBaseUrl'>): string => new URL(apiBaseUrl()).pathname;

/** What the provider sends a browser back with: a code, or why there is none. What else it adds is not read. */
export const ComeBack = z.object({
  state: z.string().max(256).default(''),
  code: z.string().min(1).max(2048).optional(),
  error: z.string().max(256).optional(),
});

/** Sends a browser elsewhere, and tells that place nothing of where it was. */
export const redirect = (location: string, headers: Readonly<Record<string, string>> = {}): Reply =>
  reply({ status: 302, headers: { location, 'referrer-policy': 'no-referrer', ...headers }, raw: { contentType: 'text/plain', text: '' } });
