import type { PartnerCall } from './partner-call.ts';

/** What a browser is sent to the provider with. */
export interface SignInRequest {
  /** Where the provider sends her back to; registered with it. */
  readonly redirectUri: string;
  /** Ties the answer to the browser that asked. */
  readonly state: string;
  /** Ties the identity token to this request. */
  readonly nonce: string;
  /** Known to us alone until the code is exchanged (PKCE); 43 to 128 characters. */
  readonly verifier: string;
  /** Of the provider's page, such as `fr`. */
  readonly language?: string;
}

export interface CodeExchange extends Pick<SignInRequest, 'redirectUri' | 'nonce' | 'verifier'> {
  readonly code: string;
}

/** Somebody whom the provider has recognised. */
export interface RecognisedPerson {
  /** What the provider calls her towards us; another relying party is told another name. */
  readonly subject: string;
  /** Her national identifier, as the provider writes it. */
  readonly nationalId: string;
  /** How she was recognised, such as `idbb:acr:biometrics`. */
  readonly acr: string;
}

/** `refused`: the code is unknown, used or too old. `withheld`: she was recognised, and did not agree that we are told her identifier. */
export type CodeAnswer =
  | { readonly outcome: 'recognised'; readonly person: RecognisedPerson }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'withheld' };

/** The national identity provider, by OpenID Connect. */
export interface IdentityProviderPort {
  /**
   * The address to which a browser is sent to sign in.
   * @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid
   */
  authorizationUrl(request: SignInRequest, call: PartnerCall): Promise<string>;
  /**
   * Exchanges a code for whom it stands for. Nothing that the provider says is believed before its signature and its claims hold.
   * @throws {Problem} PartnerUnavailable when the provider is down or slow; PartnerAnswerInvalid when what it says cannot be believed
   * @source OpenID Connect Core 1.0, sections 3.1.3 and 5.3; GovStack Identity, `Identity-Provider.yaml`
   */
  recognise(exchange: CodeExchange, call: PartnerCall): Promise<CodeAnswer>;
}
