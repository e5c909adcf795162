import type { CivilRegistryPort } from '../civil-registry.ts';
import type { IdentityPort } from '../identity.ts';
import type { PaymentRailPort } from '../payment-rail.ts';
import { civilRegistryClient } from './civil-registry-client.ts';
import type { PartnersConfiguration } from './configuration.ts';
import type { Needs } from './exchange.ts';
import { identityClient } from './identity-client.ts';
import { paymentRailClient } from './payment-rail-client.ts';

export interface Partners {
  readonly identity: IdentityPort;
  readonly civilRegistry: CivilRegistryPort;
  readonly rail: PaymentRailPort;
}

/** The partners of a deployment over HTTP. Make them once a process: each has a circuit breaker that remembers. */
export const partnersOverHttp = ({ identity, civilRegistry, rail }: PartnersConfiguration, needs?: Needs): Partners => ({
  identity: identityClient(identity, needs),
  civilRegistry: civilRegistryClient(civilRegistry, needs),
  rail: paymentRailClient(rail, needs),
});
