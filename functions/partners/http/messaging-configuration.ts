import * as z from 'zod';
import { Endpoint, Secret } from './endpoint.ts';
import { ClientCertificate } from './mutual-tls.ts';
import { SmsConfiguration } from './texts-configuration.ts';

const Path = z.string().regex(/^(\/[^/?#\s]+)+$/, 'is no path such as /send/sms/single');

/** How the block shows that it is it who calls: by the key of its definition, or by a signature, as other partners do. */
const Callback = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('apiKey'), secret: Secret.describe('What it sends as apiKey, the header of the definition') }),
  z.strictObject({
    by: z.literal('signature'),
    secret: Secret,
    toleranceSeconds: z.int().min(1).default(300).describe('How old a signed call may be'),
  }),
]);
export type MessagingCallback = z.infer<typeof Callback>;

/** The Messaging block of a country, and what leaves through it. */
export const MessagingConfiguration = Endpoint.extend({
  apiKey: Secret.describe('What the block knows us by'),
  apiKeyHeader: z
    .enum(['apiKey', 'api_key'])
    .default('apiKey')
    .describe('The header that bears it: that of the definition, or that of its conformance suite'),
  email: z.boolean().default(false).describe('Whether e-mails leave through the block instead of SES'),
  sms: z
    .strictObject({
      order: z
        .array(z.enum(['messaging', 'sns', 'http']))
        .min(1)
        .refine((names) => names.includes('messaging'), 'does not name messaging: leave sms out where no texts leave through the block')
        .refine((names) => new Set(names).size === names.length, 'names a gateway twice')
        .default(['messaging', 'sns'])
        .describe(
          'Which gateway is asked first; the next one only where it did not send. It counts instead of the order in `partners.sms`',
        ),
      sendPath: Path.default('/send/sms/single'),
      statusPath: Path.default('/status/sms'),
    })
    .optional()
    .describe('Whether texts leave through the block, too: an extension, since the definition has e-mails alone'),
  knowsKeys: z
    .boolean()
    .default(false)
    .describe('Whether the block takes a request once by its Idempotency-Key, so that it may be sent again when its answer was lost'),
  askAfterMinutes: z
    .array(z.int().min(1).max(10_080))
    .min(1)
    .max(20)
    .refine(
      (pauses) => pauses.every((pause, place) => pause >= (pauses[place - 1] ?? 0)),
      'has a pause that is shorter than the one before',
    )
    .refine(
      (pauses) => pauses.reduce((sum, pause) => sum + pause, 0) <= 17_280,
      'is longer than twelve days in all: requests are kept for fourteen',
    )
    .default([10, 60, 180, 720, 1_440, 2_880, 4_320])
    .describe(
      'Pauses before each time the block is asked what became of a message; after the last it is asked no more. The update sweep asks',
    ),
  callback: Callback.optional().describe('Whether the block calls us back when something has changed, and how it shows that it is it'),
}).superRefine(({ email, sms }, context) => {
  if (!email && sms === undefined)
    context.addIssue({ code: 'custom', path: ['email'], message: 'is off and sms is absent: nothing would leave through the block' });
});
export type MessagingConfiguration = z.infer<typeof MessagingConfiguration>;

/** As much of it as whoever is called back needs. */
export const MessagingCalls = z.object({ callback: Callback.optional() });

interface Beside {
  readonly messaging?: MessagingConfiguration | undefined;
  readonly sms?: unknown;
  readonly certificates: Readonly<Record<string, unknown>>;
}

/** What is wrong with it for want of what stands beside it in the settings. */
export const faultsOfMessaging = ({ messaging, sms, certificates }: Beside) => [
  ...(messaging?.sms?.order.includes('http') === true && sms === undefined
    ? [{ code: 'custom' as const, path: ['messaging', 'sms', 'order'], message: 'names http, and partners.sms is not there' }]
    : []),
  ...(messaging?.tls !== undefined && certificates[messaging.tls] === undefined
    ? [
        {
          code: 'custom' as const,
          path: ['messaging', 'tls'],
          message: `is no name in certificates: ${Object.keys(certificates).join(', ')}`,
        },
      ]
    : []),
];

/** What functions are told that send messages: they need no other partner. */
export const MessagesConfiguration = z
  .object({
    messaging: MessagingConfiguration.optional(),
    sms: SmsConfiguration.optional(),
    certificates: z.record(z.string(), ClientCertificate).default({}),
  })
  .superRefine((settings, context) => {
    for (const fault of faultsOfMessaging(settings)) context.addIssue(fault);
  });
