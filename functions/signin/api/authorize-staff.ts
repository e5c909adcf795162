import * as z from 'zod';
import { isProblem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { begin } from '../attempts.ts';
import { redirect } from '../needs.ts';
import { POOL_CLIENT } from '../pool-tokens.ts';
import { plainPage, staffProvider, staffReturnUrl, type StaffSignInNeeds } from '../staff-needs.ts';

const Asked = z.object({
  response_type: z.literal('code'),
  client_id: z.literal(POOL_CLIENT),
  redirect_uri: z.string().max(512),
  state: z.string().min(1).max(4096),
  nonce: z.string().max(512).optional(),
});

/** `GET /staff/sign-in/authorize`: where the user pool sends a member of the staff; we send her on to the national provider. */
export const authorizeStaff = (needs: StaffSignInNeeds) =>
  operation('authorizeStaff', {
    route: 'GET /staff/sign-in/authorize',
    scope: null,
    summary: 'Sign a member of the staff in with the national identity',
    status: 302,
    query: Asked,
    response: z.string(),
    async run({ query }, caller) {
      const { port } = staffProvider(needs);
      // never answered by sending the browser there: the address is not the pool's
      if (query.redirect_uri !== needs.poolReturnUrl()) return plainPage(400, 'This is not the return address of the user pool.');
      try {
        const pool = { state: query.state, ...(query.nonce === undefined ? {} : { nonce: query.nonce }) };
        const { request, cookie } = await begin(needs, { purpose: 'staff', pool }, caller);
        return redirect(await port.authorizationUrl({ ...request, redirectUri: staffReturnUrl(needs) }, caller), { 'set-cookie': cookie });
      } catch (error) {
        if (!isProblem(error)) throw error;
        return plainPage(503, 'The national identity service does not answer. Please sign in with your password.');
      }
    },
  });
