import * as z from 'zod';
import { isProblem } from '../../kernel/problem.ts';
import { count } from '../../runtime/observability.ts';
import { operation } from '../../runtime/operation.ts';
import { comeBackFrom, keepOnce } from '../attempts.ts';
import { STAFF_CODE, StaffCode } from '../domain/staff-code.ts';
import { ComeBack, redirect } from '../needs.ts';
import { staffWith } from '../staff-identities.ts';
import { plainPage, staffProvider, staffReturnUrl, type StaffSignInNeeds } from '../staff-needs.ts';

const CODE_SECONDS = 60;

/** `GET /staff/sign-in/callback`: where the provider leads a member of the staff back to; she goes on to the user pool with a code of ours. */
export const finishStaffSignIn = (needs: StaffSignInNeeds) =>
  operation('finishStaffSignIn', {
    route: 'GET /staff/sign-in/callback',
    scope: null,
    summary: 'Where the national identity provider leads the staff back to',
    status: 302,
    query: ComeBack,
    response: z.string(),
    async run({ query: { state, code } }, caller) {
      const { port } = staffProvider(needs);
      const attempt = await comeBackFrom(needs.table, state, 'staff', caller);
      if (attempt?.pool === undefined || code === undefined) return plainPage(400, 'Signing in did not work. Please begin again.');
      try {
        const answer = await port.recognise({ ...attempt, code, redirectUri: staffReturnUrl(needs) }, caller);
        if (answer.outcome !== 'recognised') return plainPage(400, 'Signing in did not work. Please begin again.');
        const { nationalId, acr } = answer.person;
        const username = await staffWith(needs, nationalId);
        if (username === undefined)
          return plainPage(403, 'No user of the staff has this national identity. Please ask your administrator.');
        const endsAt = new Date(Date.parse(caller.at) + CODE_SECONDS * 1000).toISOString();
        const own = needs.newSecret();
        const { nonce } = attempt.pool;
        await keepOnce(needs.table, own, STAFF_CODE, StaffCode.parse({ username, acr, nonce, endsAt }), endsAt, caller);
        const back = new URL(needs.poolReturnUrl());
        back.searchParams.set('code', own);
        back.searchParams.set('state', attempt.pool.state);
        return redirect(back.href);
      } catch (error) {
        if (!isProblem(error)) throw error;
        count(error.name);
        return plainPage(503, 'The national identity service does not answer as it should. Please sign in with your password.');
      }
    },
  });
