import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { staffProvider, type StaffSignInNeeds } from '../staff-needs.ts';

/** `GET /staff/sign-in/userinfo`: tells the user pool which user has signed in, and nothing else of her. */
export const tellPool = (needs: StaffSignInNeeds) =>
  operation('tellPool', {
    route: 'GET /staff/sign-in/userinfo',
    scope: null,
    summary: 'Who has signed in, for the user pool of the staff',
    status: 200,
    response: z.object({ sub: z.string() }),
    async run(_, caller) {
      const [, token = ''] = /^Bearer (.+)$/.exec(caller.headers['authorization'] ?? '') ?? [];
      const sub = await staffProvider(needs).tokens.userOf(token, caller.at);
      if (sub === undefined) throw new Problem('Unauthenticated', 'the access token is not ours, or too old');
      return { sub };
    },
  });
