import * as z from 'zod';
import { ConsentRegisterConfiguration } from './consent-configuration.ts';
import { Endpoint, Secret } from './endpoint.ts';
import { registry } from './field-mapping.ts';
import { faultsOfMessaging, MessagingConfiguration } from './messaging-configuration.ts';
import { ClientCertificate } from './mutual-tls.ts';
import { GovstackRail, GsmaRail, RailName } from './rails-configuration.ts';
import { SmsConfiguration, TextGateways } from './texts-configuration.ts';
import { WebhooksConfiguration } from './webhooks-configuration.ts';

/** The partners of a deployment: where they are, how to speak to them, and how they name things. */
export const PartnersConfiguration = z
  .strictObject({
    sms: SmsConfiguration.optional(),
    messaging: MessagingConfiguration.optional().describe('The Messaging block of a country, where messages leave through it'),
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
    consent: ConsentRegisterConfiguration.optional().describe(
      'The consent building block of the country, which then decides what is released; without it ours does',
    ),
    rail: GovstackRail.describe('The rail of programmes that name no other'),
    rails: z
      .record(RailName, z.discriminatedUnion('api', [GovstackRail.extend({ api: z.literal('govstack') }), GsmaRail]))
      .default({})
      .describe('Further rails, by the name that programmes give to theirs'),
    textGateways: TextGateways,
    webhooks: WebhooksConfiguration.prefault({}).describe('How partners are told of events'),
    certificates: z
      .record(z.string(), ClientCertificate)
      .default({})
      .describe('Client certificates by name: partners behind one security server share one, which so stands here once'),
  })
  .superRefine(({ identity, civilRegistry, consent, rail, rails, certificates, messaging, sms }, context) => {
    for (const fault of faultsOfMessaging({ messaging, sms, certificates })) context.addIssue(fault);
    const byName = Object.fromEntries(Object.entries(rails).map(([name, one]) => [`rails.${name}`, one]));
    for (const [partner, { tls }] of Object.entries({
      identity,
      civilRegistry,
      ...(consent === undefined ? {} : { consent }),
      rail,
      ...byName,
    }))
      if (tls !== undefined && certificates[tls] === undefined)
        context.addIssue({
          code: 'custom',
          path: [...partner.split('.'), 'tls'],
          message: `is no name in certificates: ${Object.keys(certificates).join(', ')}`,
        });
  });
export type PartnersConfiguration = z.infer<typeof PartnersConfiguration>;
