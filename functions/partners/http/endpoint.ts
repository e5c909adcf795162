import * as z from 'zod';

export const Secret = z
  .strictObject({ value: z.string().min(1) })
  .describe('A secret; in the settings as {{resolve:secretsmanager:<name>}}, which functions read when they start');

/** Where a partner is and how it is called. */
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
