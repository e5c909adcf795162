import * as z from 'zod';

const common = {
  target: z
    .string()
    .regex(/^(identity|civilRegistry|consent|rail|mobileMoney|sms|messaging|webhooks|identityProvider)(\.[a-zA-Z]+)?$/)
    .describe('A partner, or one of its operations such as rail.submit'),
  times: z.int().min(1).optional().describe('Only the next so many'),
};
/** What an identity provider can say that must not be believed. */
export const FORGERIES = [
  'signature',
  'none',
  'sharedSecret',
  'unknownKey',
  'issuer',
  'audience',
  'authorizedParty',
  'nonce',
  'expired',
  'future',
  'accessTokenHash',
  'acr',
  'sameCode',
  'errorList',
  'userInfoSignature',
  'userInfoUnsigned',
  'userInfoEncrypted',
  'userInfoSubject',
  'withheld',
] as const;
export type Forgery = (typeof FORGERIES)[number];

const requestIds = z.array(z.string()).optional();
const takesEffect = z.boolean().optional().describe('The call is carried out before it goes wrong');

/** Something that goes wrong with a partner. The first nine concern its answers, the next three its callbacks, the last its payments and what an identity provider signs. */
export const Fault = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('down'), takesEffect }).describe('The connection is cut'),
  z.strictObject({ ...common, kind: z.literal('lostAnswer') }).describe('The call is carried out, then the connection is cut'),
  z.strictObject({
    ...common,
    kind: z.literal('refuse'),
    status: z.int().min(300).max(599).default(503),
    retryAfterSeconds: z.int().min(0).optional().describe('Sent as Retry-After'),
    takesEffect,
  }),
  z.strictObject({ ...common, kind: z.literal('slow'), delayMs: z.int().min(1).max(60_000) }).describe('In real milliseconds'),
  z.strictObject({
    ...common,
    kind: z.literal('garbage'),
    form: z.enum(['notJson', 'wrongShape', 'tooLarge']).default('notJson'),
    takesEffect,
  }),
  z
    .strictObject({ ...common, kind: z.literal('mediator'), type: z.string().default('Server.ServerProxy.NetworkError') })
    .describe('The security server between us answers with an X-Road error; the partner itself heard nothing'),
  z.strictObject({ ...common, kind: z.literal('strayed') }).describe('The answer bears the X-Road-Id of another message'),
  z.strictObject({ ...common, kind: z.literal('wrong') }).describe('The answer is well formed, and about somebody or something else'),
  z.strictObject({ ...common, kind: z.literal('twice') }).describe('The call reaches the partner twice'),
  z
    .strictObject({ ...common, kind: z.literal('duplicate') })
    .describe('The rail, birth registration or the consent block calls back twice'),
  z.strictObject({ ...common, kind: z.literal('silent') }).describe('The rail, birth registration or the consent block never calls back'),
  z.strictObject({ ...common, kind: z.literal('late'), minutes: z.number().min(0) }).describe('The rail calls back so much later'),
  z
    .strictObject({
      ...common,
      kind: z.literal('partial'),
      requestIds,
      every: z.int().min(1).optional(),
      reason: z.string().default('account closed'),
    })
    .describe('The named lines fail, or every so-manieth of a batch'),
  z
    .strictObject({
      ...common,
      kind: z.literal('returned'),
      requestIds,
      afterMinutes: z.number().min(0).default(60),
      reason: z.string().default('account closed'),
    })
    .describe('The lines are paid and come back later'),
  z
    .strictObject({ ...common, kind: z.literal('forged'), form: z.enum(FORGERIES) })
    .describe('The identity provider says what must not be believed'),
  z.strictObject({ ...common, kind: z.literal('wrongAmount'), requestIds, byMinor: z.int() }).describe('The rail moves another amount'),
]);
export type Fault = z.infer<typeof Fault>;
export type FaultInput = z.input<typeof Fault>;
type FaultKind = Fault['kind'];
type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>;

/**
 * Takes the first fault of one of the kinds that strikes `partner.operation`, and counts it.
 * A fault of a whole partner strikes each of its operations.
 */
export const strike = <Kind extends FaultKind>(faults: Fault[], operation: string, kinds: readonly Kind[]): FaultOf<Kind> | undefined => {
  const place = faults.findIndex(
    ({ target, kind }) => (kinds as readonly FaultKind[]).includes(kind) && (target === operation || operation.startsWith(`${target}.`)),
  );
  const fault = faults[place];
  if (fault === undefined) return undefined;
  if (fault.times === 1) faults.splice(place, 1);
  else if (fault.times !== undefined) faults[place] = { ...fault, times: fault.times - 1 };
  return fault as FaultOf<Kind>;
};
