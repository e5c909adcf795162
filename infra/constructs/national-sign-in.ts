import { Duration } from 'aws-cdk-lib';
import {
  OidcAttributeRequestMethod,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolIdentityProviderOidc,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import * as z from 'zod';
import type { Api } from './api.ts';
import type { StaffAndClients } from './staff-and-clients.ts';

/** What the pool calls the provider; its users begin so until they are linked to a user of the staff. */
const PROVIDER = 'NationalId';
/** What the function that signs the staff in calls the pool. */
const POOL_CLIENT = 'staff-pool';

const Provider = z.looseObject({
  mothers: z.boolean().default(true),
  staff: z.looseObject({ clientSecret: z.looseObject({ value: z.string() }) }).optional(),
});

export const isForMothers = (identityProvider: unknown): boolean => Provider.safeParse(identityProvider).data?.mothers !== false;

/** The secret between the pool and us; undefined where the staff does not sign in with the national identity. */
export const staffSecretIn = ({ identityProvider }: Readonly<Record<string, unknown>>): string | undefined =>
  Provider.safeParse(identityProvider).data?.staff?.clientSecret.value;

/** Where the pool takes the answer of a provider. */
export const poolReturnUrl = (domain: UserPoolDomain): string => `${domain.baseUrl()}/oauth2/idpresponse`;

export interface NationalSignInProps {
  readonly staffAndClients: StaffAndClients;
  readonly staffAppUrls: readonly string[];
  readonly api: Api;
  readonly staffSecret: string;
}

/**
 * Lets the staff sign in with the national identity. A user pool proves itself to a provider by a shared secret only, and reads user information
 * as plain JSON; a national provider wants a signed assertion, and signs what it tells. So the pool asks our own function, and that asks the provider.
 * Stands in the stack of the API, whose address the pool is told; hence a client of its own.
 */
export class NationalSignIn extends Construct {
  readonly app: UserPoolClient;

  constructor(scope: Construct, id: string, { staffAndClients, staffAppUrls, api, staffSecret }: NationalSignInProps) {
    super(scope, id);
    const { pool, staffScopes } = staffAndClients;
    const issuer = `${api.baseUrl}/staff/sign-in`;
    const provider = new UserPoolIdentityProviderOidc(this, 'Provider', {
      userPool: pool,
      name: PROVIDER,
      clientId: POOL_CLIENT,
      clientSecret: staffSecret,
      issuerUrl: issuer,
      // all of them, so that the pool does not look for them before the API answers
      endpoints: {
        authorization: `${issuer}/authorize`,
        token: `${issuer}/token`,
        userInfo: `${issuer}/userinfo`,
        jwksUri: `${issuer}/jwks.json`,
      },
      attributeRequestMethod: OidcAttributeRequestMethod.GET,
      scopes: ['openid'],
    });
    this.app = new UserPoolClient(this, 'App', {
      userPool: pool,
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(60),
      refreshTokenValidity: Duration.hours(12),
      authFlows: {},
      supportedIdentityProviders: [UserPoolClientIdentityProvider.custom(PROVIDER)],
      oAuth: {
        flows: { authorizationCodeGrant: true },
        callbackUrls: [...staffAppUrls],
        logoutUrls: [...staffAppUrls],
        scopes: [...staffScopes],
      },
    });
    this.app.node.addDependency(provider);
  }
}
