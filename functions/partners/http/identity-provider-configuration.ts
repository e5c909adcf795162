import * as z from 'zod';
import { Endpoint, Secret } from './endpoint.ts';
import { faultOfKey, SignatureAlgorithm } from './signing-key.ts';

const LOCAL = /^(127\.0\.0\.1|localhost)$/;

/** An address that browsers are sent to, or that names who signs: only over TLS, except on this machine. */
const PublicUrl = z.url({ protocol: /^https?$/ }).refine((text) => {
  const { protocol, hostname, search, hash } = new URL(text);
  return (protocol === 'https:' || LOCAL.test(hostname)) && search === '' && hash === '';
}, 'must be an https address without query and fragment');

/** That the staff sign in through the provider as well: what Cognito shows us, and what we sign for it with. */
const Staff = z
  .strictObject({
    clientSecret: Secret.refine(({ value }) => value.length >= 32, 'must have 32 characters or more').describe(
      'What Cognito proves itself with when it asks us; any long random text',
    ),
    signingKey: Secret.describe('Signs what we tell Cognito: a private key on the curve P-256, PKCS#8 (DER) in base64, on one line'),
  })
  .superRefine(({ signingKey }, context) => {
    const fault = faultOfKey(signingKey, 'ES256');
    if (fault !== undefined) context.addIssue({ code: 'custom', path: ['signingKey'], message: fault });
  });

/** The national identity provider: `partners.identityProvider` in `cdk.json`. */
export const IdentityProviderConfiguration = Endpoint.omit({ authorization: true })
  .extend({
    baseUrl: Endpoint.shape.baseUrl.describe(
      'Where our functions reach the provider; its addresses are taken below it. As a rule the host of the issuer',
    ),
    issuer: PublicUrl.describe('What the provider calls itself in its tokens, to the letter'),
    discoveryPath: z.string().startsWith('/').default('/.well-known/openid-configuration'),
    clientId: z.string().min(1).max(256).describe('What the provider calls us'),
    clientKey: Secret.describe('The private key whose public half was registered with the provider: PKCS#8 (DER) in base64, on one line'),
    keyId: z.string().min(1).optional().describe('The kid of that key, where the provider wants one'),
    algorithm: SignatureAlgorithm.default('RS256').describe('How we sign'),
    acceptedAlgorithms: z.array(SignatureAlgorithm).min(1).default(['RS256', 'PS256', 'ES256']).describe('How the provider may sign'),
    acrValues: z
      .array(z.string().regex(/^[\w:.-]{1,100}$/))
      .min(1)
      .default(['idbb:acr:generated-code', 'idbb:acr:biometrics', 'idbb:acr:linked-wallet'])
      .describe('How she may be recognised, the preferred way first; any other way is refused'),
    scope: z
      .string()
      .regex(/(^| )openid( |$)/, 'must contain openid')
      .default('openid'),
    identifierClaim: z
      .string()
      .regex(/^\w{1,100}$/)
      .default('individual_id')
      .describe('The claim of the user information that holds the national identifier'),
    clockSkewSeconds: z.int().min(0).max(300).default(60).describe('How far its clock may be from ours'),
    keysMaxAgeSeconds: z.int().min(60).default(3600).describe('How long its keys and addresses are remembered'),
    mothers: z.boolean().default(true).describe('Whether mothers are offered it on their own page'),
    staff: Staff.optional(),
  })
  .superRefine(({ clientKey, algorithm }, context) => {
    const fault = faultOfKey(clientKey, algorithm);
    if (fault !== undefined) context.addIssue({ code: 'custom', path: ['clientKey'], message: fault });
  });
export type IdentityProviderConfiguration = z.infer<typeof IdentityProviderConfiguration>;

/** @throws {Error} naming each setting that cannot be used, and not what stood in it */
export const parseIdentityProvider = (given: unknown): IdentityProviderConfiguration => {
  const parsed = IdentityProviderConfiguration.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${[...issue.path, key].join('.')}: is not a known setting`)
      : [`${issue.path.join('.')}: ${issue.message}`],
  );
  throw new Error(`partners.identityProvider cannot be used: ${faults.join('; ')}`);
};
