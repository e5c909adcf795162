import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { issuerOf, staffProvider, type StaffSignInNeeds } from '../staff-needs.ts';

/** `GET /staff/sign-in/.well-known/openid-configuration`: where the user pool finds the rest. */
export const describeIssuer = (needs: StaffSignInNeeds) =>
  operation('describeIssuer', {
    route: 'GET /staff/sign-in/.well-known/openid-configuration',
    scope: null,
    summary: 'Addresses for the user pool of the staff',
    status: 200,
    response: z.record(z.string(), z.unknown()),
    run: () => {
      staffProvider(needs);
      const issuer = issuerOf(needs);
      return Promise.resolve({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks.json`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
        token_endpoint_auth_methods_supported: ['client_secret_post'],
        scopes_supported: ['openid'],
      });
    },
  });
