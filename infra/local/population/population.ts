import type { Programme } from '../../../functions/policy/index.ts';
import type { Account, Person } from '../partners/state.ts';
import { applicantOf } from './applicant.ts';
import { entryOf, toldOf } from './birth.ts';
import { dateOf, dayOf, workdayFrom, type Day } from './days.ts';
import { lifeAfter } from './life.ts';
import { otherSpelling } from './names.ts';
import { countryOf } from './places.ts';
import { nextAfter, registeredAfter, registeredBefore, type Pregnancy } from './pregnancy.ts';
import { randomFor, type Random } from './random.ts';
import { RATES } from './rates.ts';
import type { RegistrationBody, SyntheticMother } from './record.ts';
import { officeHour, womanOf, type Woman, type World } from './woman.ts';

export interface PopulationOptions {
  /** How many women; some of them are registered twice. */
  readonly mothers: number;
  /** The same seed, programme, day and areas give the same population for ever. */
  readonly seed: string;
  readonly programme: Programme;
  /** The first day on which mothers are registered, `YYYY-MM-DD`. */
  readonly from: string;
  /** How many days registration goes on. @default 365 */
  readonly days?: number | undefined;
  /** Codes of areas, the most peopled first. @default - some of the programme's country */
  readonly areas?: readonly string[] | undefined;
}

const YOUNGEST_MOTHER_YEARS = 15;
const OLDEST_MOTHER_YEARS = 46;
/** Papers for a second registration are usually looked for within two months. */
const DUPLICATE_WITHIN_DAYS = 60;
const MONTH_DAYS = 30.44;

/** Whether mothers get money from this programme, and so are asked where to. */
const paysMothers = ({ versions }: Programme): boolean =>
  versions.some(({ entitlements }) => entitlements.some(({ payee, inKind }) => payee === 'mother' && !inKind));

/** As somebody in the country writes it: for abroad, or in groups without the prefix. */
const dialled = (random: Random, phone: string, programme: Programme, prefix: string): string => {
  if (programme.country === 'ZZ' || random.chance(0.6)) return phone;
  const digits = phone.slice(prefix.length);
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
};

const consentOf = (random: Random, reference: string): RegistrationBody['consent'] =>
  random.chance(RATES.consentOnPaper)
    ? { method: 'paper', scanReference: `scans/${reference}.pdf` }
    : { method: 'digital', attestedBy: `worker-${String(random.int(1, 400))}` };

const paymentAddressOf = (random: Random, programme: Programme, woman: Woman): RegistrationBody['paymentAddress'] => {
  if (!paysMothers(programme) || random.chance(RATES.noPaymentAddress)) return undefined;
  // modalities of GovStack Payments: 01 is mobile money, 00 an account
  return woman.phone !== undefined && random.chance(0.6)
    ? { modality: '01', address: woman.phone }
    : { modality: '00', address: `ACC${woman.serial}` };
};

/** Who fills the form, and how. */
interface Form {
  readonly reference: string;
  readonly on: Day;
  readonly givenName: string;
  readonly familyName: string;
  readonly withPapers: boolean;
}

const registrationOf = (
  random: Random,
  programme: Programme,
  world: World,
  woman: Woman,
  pregnancy: Pregnancy,
  form: Form,
): RegistrationBody => {
  const { reference, on, givenName, familyName, withPapers } = form;
  const { household, phone, nationalId } = woman;
  const born = pregnancy.children.filter(({ bornOn }) => bornOn <= on);
  const [first] = born;
  const lastPeriod = random.chance(RATES.periodUnknown)
    ? { expectedOn: dateOf(pregnancy.lastPeriodOn + 280) }
    : { lastMenstrualPeriodOn: dateOf(pregnancy.lastPeriodOn) };
  const [preferred = 'en', ...otherLanguages] = programme.languages;
  const paymentAddress = paymentAddressOf(random, programme, woman);
  const language = random.chance(RATES.otherLanguage) ? (otherLanguages[random.int(0, otherLanguages.length - 1)] ?? preferred) : preferred;
  return {
    programme: programme.id,
    area: household.area,
    language,
    mother: {
      givenName,
      familyName,
      birthDate: dateOf(woman.bornOn),
      ...(phone === undefined ? {} : { phone: dialled(random, phone, programme, world.country.phones.prefix) }),
      ...(nationalId === undefined || !withPapers ? {} : { nationalId }),
      address: { line: household.line, locality: household.locality },
    },
    ...(first === undefined || !('expectedOn' in lastPeriod) ? { pregnancy: lastPeriod } : {}),
    children: born.map((child) => (withPapers ? toldOf(child, on) : child.body)),
    consent: consentOf(random, reference),
    applicant: applicantOf(random, programme, dateOf(on), {
      livingChildren: random.weighted([
        [0, 45],
        [1, 30],
        [2, 15],
        [3, 10],
      ]),
      ...(first === undefined
        ? {}
        : {
            childBornOn: first.body.bornOn,
            childAgeMonths: Math.floor((on - first.bornOn) / MONTH_DAYS),
            bornWhere: first.body.facilityKind ?? first.body.birthPlace,
          }),
    }),
    ...(paymentAddress === undefined ? {} : { paymentAddress }),
    externalReference: reference,
    recordedAt: officeHour(on, woman.index),
  };
};

/** What the population registry holds of her; now and then something else than she says. */
const personOf = (random: Random, { nationalId, given, givenName, household, bornOn }: Woman): Person | undefined => {
  if (nationalId === undefined || random.chance(RATES.unknownToRegistry)) return undefined;
  const spelled = random.chance(RATES.spelledOtherwiseInRegistry) ? otherSpelling(random, given, givenName) : givenName;
  const offBy = random.chance(RATES.otherBirthDateInRegistry) ? random.int(1, 40) : 0;
  return {
    nationalId,
    givenName: spelled,
    familyName: household.familyName,
    birthDate: dateOf(bornOn - offBy),
    sex: 'female',
    area: household.area,
  };
};

const accountsOf = (random: Random, { paymentAddress }: RegistrationBody): Account[] =>
  paymentAddress === undefined
    ? []
    : [{ financialAddress: paymentAddress.address, status: random.chance(RATES.closedAccount) ? 'closed' : 'active' }];

/** The codes of the areas in which a population lives. */
export const areasOf = ({ programme, areas }: Pick<PopulationOptions, 'programme' | 'areas'>): readonly string[] =>
  areas ?? countryOf(programme.country).areas;

/**
 * A synthetic population, woman by woman: nothing but the one that is being made is held in memory. A second registration of the same
 * woman follows her first.
 */
export function* population({
  mothers,
  seed,
  programme,
  from,
  days = 365,
  areas,
}: PopulationOptions): Generator<SyntheticMother, void, undefined> {
  const country = countryOf(programme.country);
  const { limits, contacts } = programme.operations;
  const ages = [
    Math.max(YOUNGEST_MOTHER_YEARS, limits.motherMinAgeYears + 3),
    Math.min(OLDEST_MOTHER_YEARS, limits.motherMaxAgeYears - 5),
  ] as const;
  const world: World = { seed, country, areas: areasOf({ programme, areas }), from: dayOf(from), ages };
  const referenceOf = (index: number) => `synthetic-${seed}-${String(index).padStart(7, '0')}`;
  const lastDay = world.from + days - 1;

  for (let index = 0; index < mothers; index += 1) {
    const woman = womanOf(world, index);
    const random = randomFor(seed, 'registration', index);
    const asked = world.from + random.int(0, days - 1);
    const on = workdayFrom(asked) > lastDay ? asked : workdayFrom(asked);
    const pregnancy = random.chance(RATES.registeredAfterBirth)
      ? registeredAfter(random, woman, 1, on, limits.childMaxAgeMonths)
      : registeredBefore(random, woman, 1, on);
    const reference = referenceOf(index);
    const truth = {
      person: `woman-${String(index)}`,
      household: woman.household.id,
      ...(woman.namesakeOf === undefined ? {} : { namesakeOf: referenceOf(woman.namesakeOf) }),
    };
    const form: Form = { reference, on, givenName: woman.givenName, familyName: woman.household.familyName, withPapers: true };
    const registration = registrationOf(random, programme, world, woman, pregnancy, form);
    const person = personOf(random, woman);
    const births = pregnancy.children.flatMap((child) => {
      const entry = entryOf(child, woman);
      return entry === undefined || (child.papers?.on ?? Infinity) > on ? [] : [entry];
    });
    yield {
      reference,
      truth,
      registration,
      registry: { people: person === undefined ? [] : [person], births, accounts: accountsOf(random, registration) },
      events: lifeAfter(world, woman, contacts, pregnancy, (luck, before) => nextAfter(luck, woman, before)),
    };

    if (!random.chance(RATES.registeredTwice)) continue;
    const again: Form = {
      reference: `${reference}-again`,
      on: Math.min(lastDay, workdayFrom(on + random.int(1, DUPLICATE_WITHIN_DAYS))),
      givenName: otherSpelling(random, woman.given, woman.givenName),
      familyName: random.chance(0.5)
        ? woman.household.familyName
        : otherSpelling(random, woman.household.family, woman.household.familyName),
      withPapers: false,
    };
    // a pregnancy that ended before the second visit would be told as it ended; births are, losses are not
    if (pregnancy.outcome !== 'birth' && pregnancy.endedOn <= again.on) continue;
    yield {
      reference: again.reference,
      truth: { ...truth, duplicateOf: reference },
      registration: registrationOf(random, programme, world, woman, pregnancy, again),
      registry: { people: [], births: [], accounts: [] },
      events: [],
    };
  }
}
