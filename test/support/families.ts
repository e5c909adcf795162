import type { Birth, Person } from '../../infra/local/partners/state.ts';
import type { World } from './country.ts';

/** What a test says of a mother; the rest is ordinary. */
export interface Mother {
  readonly nationalId?: string | null;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly birthDate?: string;
  readonly phone?: string;
  readonly area?: string;
  readonly programme?: string;
  readonly language?: string;
  readonly applicant?: Readonly<Record<string, unknown>>;
  readonly lastMenstrualPeriodOn?: string;
  readonly children?: readonly Readonly<Record<string, unknown>>[];
  readonly purposes?: readonly string[];
  readonly paymentAddress?: string;
  readonly [other: string]: unknown;
}

const PMMVY_FIRST_CHILD = { categories: ['NFSA_RATION_CARD'], employment: 'none', bankAccount: 'own', livingChildren: 0 };

/** A phone number of India that belongs to nobody else in the test. */
export const phoneOf = (n: number): string => `+9198450${String(10_000 + n)}`;

/** A registration under PMMVY 2.0, eligible unless told otherwise. */
export const registrationOf = (
  n: number,
  { nationalId, applicant, lastMenstrualPeriodOn, children = [], purposes, paymentAddress, ...her }: Mother = {},
) => ({
  programme: her.programme ?? 'IN-PMMVY2',
  area: her.area ?? 'gaya-7',
  language: her.language ?? 'en',
  mother: {
    givenName: her.givenName ?? 'Radha',
    familyName: her.familyName ?? 'Kumari',
    birthDate: her.birthDate ?? '1997-05-14',
    phone: her.phone ?? phoneOf(n),
    ...(nationalId === null ? {} : { nationalId: nationalId ?? `IN-${String(n)}` }),
  },
  ...(lastMenstrualPeriodOn === undefined ? {} : { pregnancy: { lastMenstrualPeriodOn } }),
  children,
  consent: { method: 'paper', scanReference: `scan-${String(n)}`, ...(purposes === undefined ? {} : { purposes }) },
  applicant: applicant ?? PMMVY_FIRST_CHILD,
  paymentAddress: { modality: '04', address: paymentAddress ?? phoneOf(n) },
});
export type Registration = ReturnType<typeof registrationOf>;

/** A worker where the mothers of tests live: without one, every sweep of a simulated month tries again for each of them. */
export const aWorkerThere = async ({ manager, expectDone }: World): Promise<void> => {
  await expectDone(manager.call('POST', '/workers', { workerId: 'asha-of-all', displayName: 'Lakshmi', areas: ['gaya-7'], capacity: 200 }));
};

/** What the registries know of her when everything she says is right. */
export const personOf = ({ mother }: Registration): Person => ({
  nationalId: String(mother.nationalId),
  givenName: mother.givenName,
  familyName: mother.familyName,
  birthDate: mother.birthDate,
  sex: 'female',
});

/** A child of a registration, born in a public facility; with `registered`, its birth is known to the civil registry. */
export const childOf = (n: number, bornOn: string, more: Readonly<Record<string, unknown>> = {}) => ({
  givenName: 'Asha',
  familyName: 'Kumari',
  sex: 'female',
  bornOn,
  birthPlace: 'facility',
  facilityKind: 'government',
  nationalId: `C-${String(n)}`,
  certificate: `BC-${String(n)}`,
  ...more,
});

export const birthOf = (registration: Registration, child: Readonly<Record<string, unknown>>): Birth => ({
  childId: String(child['nationalId']),
  certificate: String(child['certificate']),
  givenName: String(child['givenName']),
  familyName: String(child['familyName']),
  birthDate: String(child['bornOn']),
  sex: child['sex'] as 'female' | 'male',
  motherId: String(registration.mother.nationalId),
});

/** Makes the registries know what a registration says. */
export const known = ({ partners }: World, registration: Registration): void => {
  partners.control.loadPopulation({
    people: registration.mother.nationalId === undefined ? [] : [personOf(registration)],
    births: registration.children.filter((child) => child['nationalId'] !== undefined).map((child) => birthOf(registration, child)),
    accounts: [{ financialAddress: registration.paymentAddress.address, status: 'active' }],
  });
};

/** Registers a mother and lets everything follow that follows by itself. @returns the ids of case and children */
export const register = async (world: World, registration: Registration): Promise<{ caseId: string; childIds: readonly string[] }> => {
  const answer = await world.expectDone(world.worker.call('POST', '/registrations', registration));
  return {
    caseId: String(answer['caseId']),
    childIds: (answer['children'] as readonly { childId: string }[]).map(({ childId }) => childId),
  };
};
