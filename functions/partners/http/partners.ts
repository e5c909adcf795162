import type { CivilRegistryPort } from '../civil-registry.ts';
import type { IdentityPort } from '../identity.ts';
import type { PaymentRailPort } from '../payment-rail.ts';
import { civilRegistryClient } from './civil-registry-client.ts';
import type { Endpoint, PartnersConfiguration } from './configuration.ts';
import type { Needs } from './exchange.ts';
import { identityClient } from './identity-client.ts';
import { fetchWithCertificate } from './mutual-tls.ts';
import { paymentRailClient } from './payment-rail-client.ts';

export interface Partners {
  readonly identity: IdentityPort;
  readonly civilRegistry: CivilRegistryPort;
  readonly rail: PaymentRailPort;
}

/** The partners of a deployment over HTTP. Make them once a process: each has a circuit breaker that remembers. */
export const partnersOverHttp = ({ identity, civilRegistry, rail, certificates }: PartnersConfiguration, needs: Needs = {}): Partners => {
  const shown = new Map(Object.entries(certificates).map(([name, certificate]) => [name, fetchWithCertificate(certificate)]));
  const needsOf = ({ tls }: Pick<Endpoint, 'tls'>): Needs => {
    const send = needs.fetch ?? (tls === undefined ? undefined : shown.get(tls));
    return send === undefined ? needs : { ...needs, fetch: send };
  };
  return {
    identity: identityClient(identity, needsOf(identity)),
    civilRegistry: civilRegistryClient(civilRegistry, needsOf(civilRegistry)),
    rail: paymentRailClient(rail, needsOf(rail)),
  };
};
