import * as z from 'zod';
import { registry } from './field-mapping.ts';
import { ClientCertificate } from './mutual-tls.ts';
import { WebhooksConfiguration } from './webhooks-configuration.ts';

export const Secret = z
  .strictObject({ value: z.string().min(1) })
  .describe('A secret; in the settings as {{resolve:secretsmanager:<name>}}, which the deployment replaces');

export const Endpoint = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }).describe('Address of the partner, or of the security server through which it is reached'),
  servicePath: z
    .string()
    .regex(/^(\/[^/?#\s]+)*$/)
    .refine(
      (path) => !/^\/r\d+(\/|$)/.test(path) || /^\/r1(\/[^/]+){4,5}$/.test(path),
      'is no X-Road address of version 1: /r1/INSTANCE/CLASS/MEMBER[/SUBSYSTEM]/SERVICE',
    )
    .default('')
    .describe(
      'Path of the service behind the Information Mediator, as /r1/INSTANCE/CLASS/MEMBER[/SUBSYSTEM]/SERVICE; empty when the partner is called directly',
    ),
  client: z
    .strictObject({
      header: z.enum(['Information-Mediator-Client', 'X-GovStack-Client', 'X-Road-Client']).default('Information-Mediator-Client'),
      name: z.string().regex(/^[^/\s]+(\/[^/\s]+){3}$/, 'is not INSTANCE/CLASS/MEMBER/SUBSYSTEM'),
      userId: z
        .string()
        .regex(/^[!-~]{1,64}$/)
        .optional()
        .describe('X-Road-UserId of every message: the name of this system, where the mediator wants one'),
      issue: z.boolean().default(false).describe('Whether X-Road-Issue carries our correlation id'),
    })
    .optional()
    .describe('Who calls, as INSTANCE/CLASS/MEMBER/SUBSYSTEM, and in which header the Information Mediator wants it'),
  tls: z.string().min(1).optional().describe('The name in `certificates` of the client certificate that is shown to this partner'),
  perSecond: z
    .int()
    .min(0)
    .max(500)
    .default(20)
    .describe('Calls a second that all functions together make at most; the others wait their turn. 0: as many as there are'),
  patienceMs: z
    .int()
    .min(0)
    .max(60_000)
    .default(5_000)
    .describe('How long a call waits for its turn before it is put off, in milliseconds'),
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

/** A gateway for texts beside the cloud's own, and which of the two is asked first; texts have a rate of their own, `smsPerSecond`. */
export const SmsConfiguration = Endpoint.omit({ tls: true, perSecond: true, patienceMs: true }).extend({
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
export const PartnersConfiguration = z
  .strictObject({
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
      progress: z
        .enum(['read', 'readValue'])
        .default('read')
        .describe('How the state of a birth registration is asked: the whole record each time, or its state until there is more to read'),
      callback: z
        .strictObject({
          secret: Secret,
          toleranceSeconds: z.int().min(1).default(300).describe('How old a signed callback may be'),
        })
        .optional()
        .describe('Where birth registration calls back when a number is there'),
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
    textGateways: z
      .record(z.string(), TextGateway)
      .default({})
      .describe('Gateways that hand over texts from phones, by the id of their key'),
    webhooks: WebhooksConfiguration.prefault({}).describe('How partners are told of events'),
    certificates: z
      .record(z.string(), ClientCertificate)
      .default({})
      .describe('Client certificates by name: partners behind one security server share one, which so stands here once'),
  })
  .superRefine(({ identity, civilRegistry, rail, certificates }, context) => {
    for (const [partner, { tls }] of Object.entries({ identity, civilRegistry, rail }))
      if (tls !== undefined && certificates[tls] === undefined)
        context.addIssue({
          code: 'custom',
          path: [partner, 'tls'],
          message: `is no name in certificates: ${Object.keys(certificates).join(', ')}`,
        });
  });
export type PartnersConfiguration = z.infer<typeof PartnersConfiguration>;
