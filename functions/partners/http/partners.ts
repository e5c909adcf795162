import type { CivilRegistryPort } from '../civil-registry.ts';
import type { ConsentRegisterPort } from '../consent-register.ts';
import type { IdentityPort } from '../identity.ts';
import { Problem } from '../../kernel/problem.ts';
import { DEFAULT_RAIL, type PaymentRailPort, type Rails } from '../payment-rail.ts';
import { civilRegistryClient } from './civil-registry-client.ts';
import { consentClient } from './consent-client.ts';
import type { PartnersConfiguration } from './configuration.ts';
import type { Endpoint } from './endpoint.ts';
import type { Needs } from './exchange.ts';
import { gsmaRailClient } from './gsma-rail-client.ts';
import { identityClient } from './identity-client.ts';
import { fetchWithCertificate } from './mutual-tls.ts';
import { paymentRailClient } from './payment-rail-client.ts';

export interface Partners {
  readonly identity: IdentityPort;
  readonly civilRegistry: CivilRegistryPort;
  /** The country's own consent building block. @default - there is none, and ours decides */
  readonly consent?: ConsentRegisterPort;
  /** The rail of programmes that name no other. */
  readonly rail: PaymentRailPort;
  readonly rails: Rails;
}

/** Rails by name. */
export const railsOf = (byName: ReadonlyMap<string, PaymentRailPort>): Rails => ({
  names: [...byName.keys()],
  of(name) {
    const rail = byName.get(name);
    if (rail !== undefined) return rail;
    throw new Problem('PartnerUnavailable', `no payment rail is called ${name}; there are ${[...byName.keys()].join(', ')}`);
  },
});

/** The partners of a deployment over HTTP. Make them once a process: each has a circuit breaker that remembers. */
export const partnersOverHttp = (
  { identity, civilRegistry, consent, rail, rails, certificates }: PartnersConfiguration,
  needs: Needs = {},
): Partners => {
  const shown = new Map(Object.entries(certificates).map(([name, certificate]) => [name, fetchWithCertificate(certificate)]));
  const needsOf = ({ tls }: Pick<Endpoint, 'tls'>): Needs => {
    const send = needs.fetch ?? (tls === undefined ? undefined : shown.get(tls));
    return send === undefined ? needs : { ...needs, fetch: send };
  };
  const first = paymentRailClient(rail, needsOf(rail));
  const further = Object.entries(rails).map(([name, settings]): [string, PaymentRailPort] => {
    const partner = `payment rail ${name}`;
    return [
      name,
      settings.api === 'gsma'
        ? gsmaRailClient(settings, needsOf(settings), partner)
        : paymentRailClient(settings, needsOf(settings), partner),
    ];
  });
  return {
    identity: identityClient(identity, needsOf(identity)),
    civilRegistry: civilRegistryClient(civilRegistry, needsOf(civilRegistry)),
    ...(consent === undefined ? {} : { consent: consentClient(consent, needsOf(consent)) }),
    rail: first,
    rails: railsOf(new Map([[DEFAULT_RAIL, first], ...further])),
  };
};
