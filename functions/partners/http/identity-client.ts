import * as z from 'zod';
import type { IdentityPort } from '../identity.ts';
import type { PartnersConfiguration } from './configuration.ts';
import { digitalRegistry } from './digital-registry.ts';
import { exchangeWith, type Needs } from './exchange.ts';
import { day, present, sex, text } from './facts.ts';

const Person = z
  .object({
    nationalId: text(64),
    givenName: text(200),
    familyName: text(200),
    birthDate: day,
    sex: sex.optional(),
    area: text(64).optional(),
    diedOn: day.optional(),
  })
  .transform(present);

/** The population registry over HTTP. */
export const identityClient = (settings: PartnersConfiguration['identity'], needs?: Needs): IdentityPort => {
  const exchange = exchangeWith('identity', settings, needs);
  const population = digitalRegistry(exchange, settings.population);

  return {
    async verify({ nationalId, consentId }, call) {
      const reading = await population.read({ nationalId }, consentId, call);
      if (reading.outcome !== 'found') return reading;
      const ofThisPerson = Person.refine((person) => person.nationalId === nationalId, { path: ['nationalId'] });
      return { outcome: 'found', person: exchange.read(ofThisPerson, reading.record) };
    },
  };
};
