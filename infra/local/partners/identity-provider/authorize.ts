import { createHash } from 'node:crypto';
import * as z from 'zod';
import { strike } from '../faults.ts';
import { refused, type Incoming, type Reply } from '../reply.ts';
import { nextNumber, type State } from '../state.ts';

export const CLIENT_ID = 'nestling';
const PEOPLE_SHOWN = 20;
const CODE_SECONDS = 60;

/** Where a client of the sandbox may be returned to: registered once, at any port of this machine. */
const REGISTERED = /^https?:\/\/[^/?#]+(\/[\w-]+)?\/(me\/identity|staff\/sign-in)\/callback$/;

const Acr = z.enum([
  'idbb:acr:static-code',
  'idbb:acr:generated-code',
  'idbb:acr:linked-wallet',
  'idbb:acr:biometrics',
  'idbb:acr:biometrics-generated-code',
  'idbb:acr:linked-wallet-static-code',
]);

const Claims = z.string().transform((text, context) => {
  try {
    return Object.keys(z.object({ userinfo: z.record(z.string(), z.unknown()).default({}) }).parse(JSON.parse(text)).userinfo);
  } catch {
    context.addIssue({ code: 'custom', message: 'no claims' });
    return z.NEVER;
  }
});

const Request = z.object({
  response_type: z.literal('code'),
  client_id: z.literal(CLIENT_ID),
  redirect_uri: z.string().regex(REGISTERED),
  scope: z.string().regex(/(^| )openid( |$)/),
  state: z.string().max(256).optional(),
  nonce: z.string().optional(),
  code_challenge: z.string().length(43).optional(),
  code_challenge_method: z.literal('S256').optional(),
  acr_values: z
    .string()
    .transform((text) => text.split(' '))
    .pipe(z.array(Acr).min(1))
    .default(['idbb:acr:generated-code']),
  claims: Claims.default([]),
});

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const safe = (text: string): string => text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);

const html = (body: string): Reply => ({
  status: 200,
  raw: { contentType: 'text/html; charset=utf-8', text: `<!DOCTYPE html><title>Sandbox identity provider</title>${body}` },
});

const backTo = (redirectUri: string, parameters: Readonly<Record<string, string | undefined>>): Reply => {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return { status: 303, headers: { location: url.href } };
};

/** A request as the page asks it; what is wrong goes back to the client, unless the client itself is. */
const requestIn = (given: URLSearchParams): { readonly request: z.infer<typeof Request> } | { readonly refusal: Reply } => {
  const parsed = Request.safeParse(Object.fromEntries(given));
  if (parsed.success) return { request: parsed.data };
  const fields = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
  if (fields.has('client_id') || fields.has('redirect_uri')) return { refusal: refused(400, 'no such client or return address') };
  const error = fields.has('acr_values') ? 'invalid_acr' : fields.has('claims') ? 'invalid_claims' : 'invalid_request';
  return { refusal: backTo(given.get('redirect_uri') ?? '', { error, state: given.get('state') ?? undefined }) };
};

/** `GET /authorize`: a page on which a person of the sandbox is chosen, as if she had just shown who she is. */
export const showSignIn = ({ people }: State, { query }: Incoming): Reply => {
  const read = requestIn(query);
  if ('refusal' in read) return read.refusal;
  const hidden = [...query].map(([name, value]) => `<input type="hidden" name="${safe(name)}" value="${safe(value)}">`).join('');
  const buttons = Object.values(people)
    .slice(0, PEOPLE_SHOWN)
    .map(
      ({ nationalId, givenName, familyName }) =>
        `<p><button name="nationalId" value="${safe(nationalId)}">${safe(`${givenName} ${familyName}`)}</button>`,
    )
    .join('');
  return html(`<h1>Who are you?</h1><form method="post">${hidden}${buttons}<p><button name="deny" value="yes">Not me</button></form>`);
};

/** `POST /authorize`: the choice on that page. */
export const signIn = (state: State, now: number, { text }: Incoming): Reply => {
  const given = new URLSearchParams(text);
  const read = requestIn(given);
  if ('refusal' in read) return read.refusal;
  const { request } = read;
  const person = state.people[given.get('nationalId') ?? ''];
  if (given.has('deny') || person === undefined) return backTo(request.redirect_uri, { error: 'access_denied', state: request.state });
  const [acr = 'idbb:acr:generated-code'] = request.acr_values;
  const again = strike(state.faults, 'identityProvider.authorize', ['forged']) !== undefined;
  const earlier = again ? Object.keys(state.signInCodes).at(-1) : undefined;
  const code =
    earlier ??
    createHash('sha256')
      .update(`sandbox code ${nextNumber(state, 9)} ${String(now)}`)
      .digest('base64url');
  if (earlier === undefined) {
    state.signInCodes[code] = {
      nationalId: person.nationalId,
      redirectUri: request.redirect_uri,
      nonce: request.nonce,
      challenge: request.code_challenge,
      acr,
      claims: request.claims,
      expiresAt: now + CODE_SECONDS * 1000,
      used: false,
    };
  }
  return backTo(request.redirect_uri, { code, state: request.state });
};
