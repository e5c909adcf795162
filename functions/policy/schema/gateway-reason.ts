import * as z from 'zod';

/** What a gateway may say of a text that did not go out, in the words of every gateway alike. */
export const GatewayReason = z.enum([
  'invalidNumber',
  'optedOut',
  'unreachable',
  'blocked',
  'rateLimited',
  'gatewayDown',
  'spendLimit',
  'notAllowed',
  'expired',
  'other',
]);
export type GatewayReason = z.infer<typeof GatewayReason>;
