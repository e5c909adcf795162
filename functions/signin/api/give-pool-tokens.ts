import * as z from 'zod';
import { operation, reply, type Reply } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import { takeOnce } from '../attempts.ts';
import { hashOf, isSameSecret } from '../domain/attempt.ts';
import { STAFF_CODE, StaffCode } from '../domain/staff-code.ts';
import { POOL_CLIENT, TOKEN_SECONDS } from '../pool-tokens.ts';
import { staffProvider, type StaffSignInNeeds } from '../staff-needs.ts';

const Sent = z.object({
  grant_type: z.literal('authorization_code'),
  code: z.string().min(1).max(256),
  client_id: z.literal(POOL_CLIENT),
  client_secret: z.string().min(1).max(1024),
  redirect_uri: z.string(),
});

/** A refusal as OAuth 2 wants it (RFC 6749, section 5.2). */
const refused = (error: 'invalid_request' | 'invalid_client' | 'invalid_grant'): Reply =>
  reply({ status: error === 'invalid_client' ? 401 : 400, body: { error } });

/** `POST /staff/sign-in/token`: the user pool exchanges our code; once, within a minute, with its secret. */
export const givePoolTokens = (needs: StaffSignInNeeds) =>
  operation('givePoolTokens', {
    route: 'POST /staff/sign-in/token',
    scope: null,
    summary: 'Tokens for the user pool of the staff',
    status: 200,
    bodyLimitBytes: 8192,
    response: z.object({
      id_token: z.string().optional(),
      access_token: z.string().optional(),
      token_type: z.string().optional(),
      expires_in: z.int().optional(),
      error: z.string().optional(),
    }),
    async run(_, caller) {
      const { clientSecret, tokens } = staffProvider(needs);
      const sent = Sent.safeParse(Object.fromEntries(new URLSearchParams(caller.rawBody)));
      if (!sent.success) return refused('invalid_request');
      if (!isSameSecret(sent.data.client_secret, clientSecret)) return refused('invalid_client');
      const item = await needs.table.find(keys.signIn(hashOf(sent.data.code)));
      const held = item?.entity === STAFF_CODE ? StaffCode.parse(item) : undefined;
      const isGood = held !== undefined && caller.at < held.endsAt && sent.data.redirect_uri === needs.poolReturnUrl();
      if (!isGood || !(await takeOnce(needs.table, sent.data.code, caller))) return refused('invalid_grant');
      const [id, access] = await Promise.all([tokens.idToken(held, caller.at), tokens.accessToken(held, caller.at)]);
      return { id_token: id, access_token: access, token_type: 'Bearer', expires_in: TOKEN_SECONDS };
    },
  });
