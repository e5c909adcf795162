import * as z from 'zod';
import { Endpoint, Secret } from './endpoint.ts';

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

/** Where something stands in a body that a partner sends. */
export const Pointer = z.string().regex(/^(\/[^/]+)+$/, 'a JSON pointer such as /message/from');

/** A gateway that hands over texts from phones by a signed call. */
const TextGateway = z.strictObject({
  secret: Secret,
  toleranceSeconds: z.int().min(1).default(300).describe('How old a signed call may be'),
  fields: z
    .strictObject({ from: Pointer.default('/from'), text: Pointer.default('/text'), id: Pointer.default('/id') })
    .prefault({})
    .describe('Where in the body the number, the text and the id stand'),
});

/** Every gateway that hands over texts. */
export const TextGateways = z
  .record(z.string(), TextGateway)
  .default({})
  .describe('Gateways that hand over texts from phones, by the id of their key');
export type TextGateways = z.infer<typeof TextGateways>;
