import * as z from 'zod';
import { Currency } from '../../kernel/money.ts';
import { DEFAULT_RAIL } from '../payment-rail.ts';
import { Endpoint, Secret } from './endpoint.ts';

/** What a programme calls its rail. */
export const RailName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}$/, 'a name of 2 to 31 small letters, digits and dashes')
  .refine((name) => name !== DEFAULT_RAIL, `is the name of the rail that stands in partners.rail`);

/** A rail that speaks GovStack Payments 3.0. */
export const GovstackRail = Endpoint.extend({
  tenantId: z.string().min(1).max(20).describe('Platform-TenantId: whose data the rail shows'),
  institutionId: z.string().min(1).max(12).describe('The ministry, as the rail registered it'),
  payerAccount: z.string().min(1).max(30).describe('The account that is debited'),
  paymentMode: z.string().min(1).max(20).default('mojaloop'),
  pageSize: z
    .int()
    .min(1)
    .max(1_000)
    .default(200)
    .describe('Lines a page; not more than the rail gives, since a shorter page counts as the last'),
  statementPath: z
    .string()
    .startsWith('/')
    .default('/api/v1/statement')
    .describe('Lines settled on a day; GovStack defines none, so each rail has its own'),
  fundsAuthorization: z
    .strictObject({
      payerIdentifier: z.string().min(1).max(20).describe("The ministry's account at the payer's bank, as an IBAN or account number"),
      fromMinor: z.record(Currency, z.int().min(0)).describe('The total of a batch from which on, by currency, in minor units'),
    })
    .optional()
    .describe("Which batches need the word of the payer's bank that their money is there"),
  callback: z.strictObject({
    secret: Secret,
    toleranceSeconds: z.int().min(1).default(300).describe('How old a signed callback may be'),
  }),
});
export type GovstackRail = z.infer<typeof GovstackRail>;

/** How we show who we are to a mobile money provider. */
const Credentials = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('apiKey'), key: Secret, clientId: z.string().min(1).max(256).optional() }),
  z.strictObject({ by: z.literal('basic'), username: z.string().min(1), password: Secret }),
  z.strictObject({
    by: z.literal('clientCredentials'),
    tokenUrl: z.url({ protocol: /^https?$/ }).describe('Where an access token is got (OAuth 2.0, RFC 6749, section 4.4)'),
    clientId: z.string().min(1),
    clientSecret: Secret,
    scope: z.string().min(1).optional(),
    apiKey: Secret.optional().describe('X-API-Key of every call, where the provider wants one beside the token'),
  }),
]);
export type Credentials = z.infer<typeof Credentials>;

/** Kinds of account identifiers. @source GSMA Mobile Money API 1.2 */
const IdentifierType = z.enum([
  'accountid',
  'msisdn',
  'walletid',
  'organisationid',
  'bankaccountno',
  'identityalias',
  'linkref',
  'username',
]);

/** A rail that speaks the GSMA Mobile Money API 1.2. */
export const GsmaRail = Endpoint.omit({ authorization: true, client: true }).extend({
  api: z.literal('gsma'),
  credentials: Credentials,
  payer: z
    .strictObject({ type: IdentifierType.default('organisationid'), identifier: z.string().min(1).max(256) })
    .describe('The account of the ministry that is debited'),
  payees: z
    .strictObject({
      '00': IdentifierType.default('bankaccountno'),
      '01': IdentifierType.default('msisdn'),
      '03': IdentifierType.default('walletid'),
      '04': IdentifierType.default('identityalias'),
      payeeIdentity: IdentifierType.default('identityalias').describe(
        'Of payees known by an identifier of the ministry, such as its workers',
      ),
    })
    .prefault({})
    .describe('What an address is called, by modality; a voucher (02) cannot be paid here'),
  addressCheck: z
    .enum(['status', 'none'])
    .default('status')
    .describe(
      'Whether the provider is asked if an account can be paid to. The API has the number in the address of that question, which proxies may log; with none the first payment tells',
    ),
  heartbeat: z.boolean().default(true).describe('Whether the provider is asked if it works before money is sent'),
  pageSize: z.int().min(1).max(200).default(50).describe('Entries of a statement a page'),
  callback: z.strictObject({
    apiKey: Secret.describe('What the provider sends as X-API-Key when it calls back; the API knows no signature'),
    toleranceSeconds: z.int().min(1).default(300).describe('How old the X-Date of a callback may be, where it bears one'),
  }),
});
export type GsmaRail = z.infer<typeof GsmaRail>;
