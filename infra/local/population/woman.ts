import { instantOf, type Day } from './days.ts';
import { commonOf, STOCKS, writtenName, type NameStock, type Spellings } from './names.ts';
import { areaOf, type Country } from './places.ts';
import { numberFor, randomFor } from './random.ts';
import { RATES } from './rates.ts';

/** What all mothers of a population share. */
export interface World {
  readonly seed: string;
  readonly country: Country;
  readonly areas: readonly string[];
  /** The first day of registration. */
  readonly from: Day;
  /** The youngest and the oldest that a mother may be. */
  readonly ages: readonly [least: number, most: number];
}

/** Who lives together: they share a family name, a place and often one phone. */
export interface Household {
  readonly id: string;
  readonly area: string;
  readonly locality: string;
  readonly line: string;
  readonly names: NameStock;
  readonly family: Spellings;
  readonly familyName: string;
  readonly phone: string | undefined;
}

/** A woman, as her own papers have her. */
export interface Woman {
  readonly index: number;
  readonly household: Household;
  readonly given: Spellings;
  readonly givenName: string;
  readonly bornOn: Day;
  readonly phone: string | undefined;
  /** A number that is hers alone; her own and her children's papers are numbered from it. */
  readonly serial: string;
  readonly nationalId: string | undefined;
  readonly namesakeOf: number | undefined;
}

const MOST_NEIGHBOURS = 4;
const SERIALS = 10 ** 11;
/** Has no factor in common with a power of ten, so that no two women get the same number. */
const STEP = 20_011_003_907;
const YEAR_DAYS = 365.25;

/** Numbers run on from a place of the seed's own. */
const serialOf = ({ seed }: World, index: number): string =>
  String(Number((BigInt(numberFor(SERIALS, seed, 'serials')) + BigInt(index) * BigInt(STEP)) % BigInt(SERIALS))).padStart(11, '0');

/** The check digit of a number. @source ISO/IEC 7812-1, Luhn */
const checkDigit = (digits: string): string => {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, place) => {
      const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return String((10 - (sum % 10)) % 10);
};

const phoneFor = ({ seed, country: { phones } }: World, index: number): string => {
  const subscribers = 10 ** phones.digits;
  const number = (numberFor(subscribers, seed, 'phones') + index * 97) % subscribers;
  const network = phones.networks[numberFor(phones.networks.length, seed, 'network', index)] ?? '';
  return `${phones.prefix}${network}${String(number).padStart(phones.digits, '0')}`;
};

/** The first woman of the household that a woman lives in; often she herself. */
const headOf = (world: World, index: number): number => {
  for (let head = index; head > 0;) {
    const random = randomFor(world.seed, 'household', head);
    if (!random.chance(RATES.sharesHousehold)) return head;
    head = Math.max(0, head - random.int(1, MOST_NEIGHBOURS));
  }
  return 0;
};

const householdOf = (world: World, head: number): Household => {
  const random = randomFor(world.seed, 'home', head);
  const names = STOCKS[random.weighted(world.country.peoples)];
  const family = commonOf(random, names.families);
  const locality = world.country.localities[random.int(0, world.country.localities.length - 1)] ?? '';
  return {
    id: `household-${String(head)}`,
    area: areaOf(random, world.areas),
    locality,
    line: `${String(random.int(1, 240))} ${locality}`,
    names,
    family,
    familyName: writtenName(random, family),
    phone: random.chance(RATES.noPhone) ? undefined : phoneFor(world, head),
  };
};

const ageYears = (normal: number, [least, most]: World['ages']): number => Math.min(most, Math.max(least, normal));

/** The woman with a number. Everything of her follows from the seed and the number: no other woman need be made before her. */
export const womanOf = (world: World, index: number): Woman => {
  const head = headOf(world, index);
  const household = householdOf(world, head);
  const random = randomFor(world.seed, 'woman', index);
  const given = commonOf(random, household.names.women);
  const serial = serialOf(world, index);
  const own: Woman = {
    index,
    household,
    given,
    givenName: writtenName(random, given),
    bornOn: world.from - Math.floor(ageYears(random.normal(26.5, 6), world.ages) * YEAR_DAYS) - random.int(0, 365),
    phone: head !== index && random.chance(RATES.ownPhoneInHousehold) ? phoneFor(world, index) : household.phone,
    serial,
    nationalId: random.chance(RATES.noNationalId) ? undefined : `${serial}${checkDigit(serial)}`,
    namesakeOf: undefined,
  };
  if (index < MOST_NEIGHBOURS || !random.chance(RATES.namesake)) return own;
  const model = womanOf(world, index - random.int(1, MOST_NEIGHBOURS));
  return {
    ...own,
    household: { ...household, family: model.household.family, familyName: model.household.familyName },
    given: model.given,
    givenName: model.givenName,
    bornOn: model.bornOn,
    namesakeOf: model.index,
  };
};

/** A time of day at which offices are open wherever the programme is run: morning in UTC. */
export const officeHour = (day: Day, index: number): string => instantOf(day, 5 + (index % 5), (index * 7) % 60);
