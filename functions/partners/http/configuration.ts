import * as z from 'zod';

export const Secret = z
  .strictObject({ value: z.string().min(1) })
  .describe('A secret; in the settings as {{resolve:secretsmanager:<name>}}, which the deployment replaces');

export const Endpoint = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }).describe('Address of the partner, or of the security server through which it is reached'),
  servicePath: z
    .string()
    .regex(/^(\/[^/?#\s]+)*$/)
    .default('')
    .describe(
      'Path of the service behind the Information Mediator, such as /r1/INSTANCE/CLASS/MEMBER/APPLICATION; empty when the partner is called directly',
    ),
  client: z
    .strictObject({
      header: z.enum(['Information-Mediator-Client', 'X-GovStack-Client', 'X-Road-Client']).default('Information-Mediator-Client'),
      name: z.string().regex(/^[^/\s]+(\/[^/\s]+){3}$/),
    })
    .optional()
    .describe('Who calls, as INSTANCE/CLASS/MEMBER/SUBSYSTEM, and in which header the Information Mediator wants it'),
  headers: z.record(z.string(), z.string()).default({}).describe('Further headers of every call'),
  authorization: Secret.optional().describe('Value of the Authorization header'),
  timeoutMs: z.int().min(1).max(60_000).default(5_000).describe('Until the whole answer is read, in milliseconds'),
  maxAnswerBytes: z.int().min(1_000).max(10_000_000).default(1_000_000).describe('A longer answer is refused'),
  breaker: z
    .strictObject({
      failures: z.int().min(1).default(5).describe('Failures in a row that open the breaker'),
      pauseSeconds: z.int().min(1).default(30).describe('How long it stays open before one call may try'),
      refusals: z
        .int()
        .min(1)
        .default(5)
        .describe('One call may try as well after so many refused ones: repeats of a step all bear the time of its first try'),
    })
    .prefault({}),
});
export type Endpoint = z.infer<typeof Endpoint>;

/** A registry of a Digital Registries building block; its `fields` say what our facts are called in its records. */
const registry = <Fact extends string>(name: string, fields: Readonly<Record<Fact, string>>) =>
  z
    .strictObject({
      name: z.string().min(1).default(name),
      version: z.string().min(1).default('1.3'),
      fields: z
        .partialRecord(z.enum(Object.keys(fields) as [Fact, ...Fact[]]), z.string().min(1))
        .default({})
        .transform((given): Readonly<Record<Fact, string>> => ({ ...fields, ...given })),
    })
    .prefault({});

/** A gateway for texts beside the cloud's own, and which of the two is asked first. */
export const SmsConfiguration = Endpoint.extend({
  order: z
    .array(z.enum(['sns', 'http']))
    .min(1)
    .default(['sns', 'http'])
    .describe('Which gateway is asked first; the next one only where it did not send'),
  path: z.string().startsWith('/').default('/messages'),
  sender: z.string().max(11).optional().describe('What a mother sees as the sender'),
  callback: z.strictObject({
    secret: Secret,
    toleranceSeconds: z.int().min(1).default(300).describe('How old a signed delivery receipt may be'),
  }),
});
export type SmsConfiguration = z.infer<typeof SmsConfiguration>;
const Pointer = z.string().regex(/^(\/[^/]+)+$/, 'a JSON pointer such as /message/from');

/** A gateway that hands over texts from phones by a signed call. */
const TextGateway = z.strictObject({
  secret: Secret,
  toleranceSeconds: z.int().min(1).default(300).describe('How old a signed call may be'),
  fields: z
    .strictObject({ from: Pointer.default('/from'), text: Pointer.default('/text'), id: Pointer.default('/id') })
    .prefault({})
    .describe('Where in the body the number, the text and the id stand'),
});

/** The partners of a deployment: where they are, how to speak to them, and how they name things. */
export const PartnersConfiguration = z.strictObject({
  sms: SmsConfiguration.optional(),
  identity: Endpoint.extend({
    population: registry('population', {
      nationalId: 'id',
      givenName: 'firstName',
      familyName: 'lastName',
      birthDate: 'birthdate',
      sex: 'gender',
      area: 'area',
      diedOn: 'deathdate',
    }),
  }),
  civilRegistry: Endpoint.extend({
    births: registry('births', {
      childId: 'id',
      certificate: 'birthCertificateId',
      givenName: 'firstName',
      familyName: 'lastName',
      birthDate: 'birthdate',
      sex: 'gender',
      motherId: 'motherId',
      place: 'birthPlace',
      diedOn: 'deathdate',
    }),
    changes: registry('changes', {
      changeId: 'id',
      kind: 'kind',
      on: 'date',
      nationalId: 'citizenId',
      childId: 'childId',
      certificate: 'birthCertificateId',
      area: 'area',
      cursor: 'after',
    }),
    birthRegistrations: registry('birth-registrations', {
      reference: 'id',
      status: 'status',
      childId: 'childId',
      certificate: 'birthCertificateId',
    }),
    enrolmentPath: z.string().startsWith('/').default('/enrollment').describe('Where births without a record are forwarded to'),
  }),
  rail: Endpoint.extend({
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
    callback: z.strictObject({
      secret: Secret,
      toleranceSeconds: z.int().min(1).default(300).describe('How old a signed callback may be'),
    }),
  }),
  textGateways: z.record(z.string(), TextGateway).default({}).describe('Gateways that hand over texts from phones, by the id of their key'),
});
export type PartnersConfiguration = z.infer<typeof PartnersConfiguration>;
export type Registry<Fact extends string> = {
  readonly name: string;
  readonly version: string;
  readonly fields: Readonly<Record<Fact, string>>;
};
