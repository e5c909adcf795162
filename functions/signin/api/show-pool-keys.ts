import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { staffProvider, type StaffSignInNeeds } from '../staff-needs.ts';

/** `GET /staff/sign-in/jwks.json`: the public half of what we sign towards the user pool with. */
export const showPoolKeys = (needs: StaffSignInNeeds) =>
  operation('showPoolKeys', {
    route: 'GET /staff/sign-in/jwks.json',
    scope: null,
    summary: 'Keys for the user pool of the staff',
    status: 200,
    response: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
    run: async () => ({ keys: [await staffProvider(needs).tokens.publicJwk()] }),
  });
