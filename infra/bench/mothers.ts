import { join } from 'node:path';
import { loadProgramme, type Programme } from '../../functions/policy/index.ts';
import { dayOf } from '../local/population/days.ts';
import { population } from '../local/population/population.ts';
import type { RegistrationBody, SyntheticMother } from '../local/population/record.ts';

const PROGRAMMES = join(import.meta.dirname, '../../functions/policy/programmes');

/** The programme that is measured: one that pays in instalments, with a second person's approval. */
export const measuredProgramme = (): Programme => loadProgramme(join(PROGRAMMES, 'IN-PMMVY2.json'));

/** Answers with which a first child is eligible without a review. */
const ELIGIBLE = { categories: ['NFSA_RATION_CARD'], employment: 'none', bankAccount: 'own', livingChildren: 0 };

const eligible = (registration: RegistrationBody): RegistrationBody => ({ ...registration, applicant: ELIGIBLE });

/** Mothers as they come, all of them eligible. */
export function* anyMothers(mothers: number, seed: string, from: string): Generator<SyntheticMother> {
  for (const mother of population({ mothers, seed, programme: measuredProgramme(), from, days: 1 }))
    if (mother.truth.duplicateOf === undefined) yield { ...mother, registration: eligible(mother.registration) };
}

/** Whose way leads through all nine steps: known to the registries, one child that lives, paid at a phone. */
const isPlain = ({ registration, registry, events }: SyntheticMother): boolean => {
  const [person] = registry.people;
  const kinds = events.map(({ kind }) => kind);
  const births = events.flatMap((event) => (event.kind === 'birth' ? [event.children] : []));
  const recorded = events.find(({ kind }) => kind === 'birthRegistered');
  return (
    person?.givenName === registration.mother.givenName &&
    person.birthDate === registration.mother.birthDate &&
    registration.mother.phone !== undefined &&
    registration.paymentAddress !== undefined &&
    births.length === 1 &&
    births[0]?.length === 1 &&
    recorded !== undefined &&
    dayOf(recorded.on) - dayOf(births[0][0]?.bornOn ?? recorded.on) <= 30 &&
    events.some((event) => event.kind === 'visit' && event.of.startsWith('ANC')) &&
    registry.accounts.every(({ status }) => status === 'active') &&
    !kinds.some((kind) => ['loss', 'childDeath', 'motherDeath', 'move', 'nextPregnancy'].includes(kind))
  );
};

/** Mothers on a plain way, registered after so many days of pregnancy. */
export const plainMothers = (count: number, seed: string, from: string, least: number, most: number): readonly SyntheticMother[] => {
  const found: SyntheticMother[] = [];
  for (const mother of population({ mothers: 1_000_000, seed, programme: measuredProgramme(), from, days: 1 })) {
    const lastPeriod = mother.registration.pregnancy?.lastMenstrualPeriodOn;
    const days = lastPeriod === undefined ? -1 : dayOf(from) - dayOf(lastPeriod);
    if (mother.truth.duplicateOf !== undefined || days < least || days > most || !isPlain(mother)) continue;
    found.push({ ...mother, registration: { ...eligible(mother.registration), recordedAt: `${from}T06:00:00.000Z` } });
    if (found.length === count) return found;
  }
  throw new Error(`only ${found.length} mothers of seed ${seed} are on a plain way`);
};
