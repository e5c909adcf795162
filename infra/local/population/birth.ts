import type { Birth } from '../partners/state.ts';
import { plannedDay, type Baby, type Course } from './course.ts';
import { dateOf, type Day } from './days.ts';
import { commonOf, writtenName } from './names.ts';
import type { Random } from './random.ts';
import { RATES } from './rates.ts';
import type { ChildBody } from './record.ts';
import type { Woman } from './woman.ts';

/** A child that was born, with all that will ever be recorded of it. */
export interface Child {
  readonly body: ChildBody;
  readonly bornOn: Day;
  readonly diesOn: Day | undefined;
  /** The day on which the civil registry records the birth, if it ever does, and the papers that follow. */
  readonly papers: { readonly on: Day; readonly childId: string; readonly certificate: string } | undefined;
}

export type Delivery = Extract<Course, { outcome: 'birth' }>;

const NAMED = 0.85;
const TIME_KNOWN = 0.7;
const KINDS = [
  ['government', 70],
  ['private', 30],
] as const;

const placeOf = (random: Random): ChildBody['birthPlace'] => {
  const fate = random.fraction();
  return fate < RATES.bornAtHome ? 'home' : fate < RATES.bornAtHome + RATES.bornOnTheWay ? 'transit' : 'facility';
};

/** Births at a facility are recorded within days, others when somebody goes to the town; some long after. */
const recordingDay = (random: Random, bornOn: Day, place: ChildBody['birthPlace']): Day | undefined => {
  if (!random.chance(place === 'facility' ? RATES.birthRegisteredFacility : RATES.birthRegisteredElsewhere)) return undefined;
  if (random.chance(RATES.birthRegisteredLate)) return bornOn + random.int(90, 600);
  return bornOn + Math.floor(random.exponential(place === 'facility' ? 4 : 30));
};

const papersOf = (on: Day, woman: Woman, pregnancy: number, order: number) => {
  const number = `${woman.serial}${String(pregnancy)}${String(order)}`;
  return { on, childId: `C${number}`, certificate: `BC-${dateOf(on).slice(0, 4)}-${number}` };
};

/** The children of one delivery; twins are born on one day, or either side of midnight. */
export const deliver = (
  random: Random,
  woman: Woman,
  pregnancy: number,
  { babies }: Delivery,
  due: Day,
  notAfter = Infinity,
): readonly Child[] => {
  const { names, familyName, locality } = woman.household;
  const place = placeOf(random);
  const kind = random.weighted(KINDS);
  const first = place === 'facility' ? plannedDay(random, due) : due;
  const minute = random.int(0, 1439);
  const childOf = ({ sex, order, diesAt }: Baby): Child => {
    const at = minute + (order - 1) * random.int(4, 50);
    const bornOn = Math.min(first + Math.floor(at / 1440), notAfter);
    const recorded = recordingDay(random, bornOn, place);
    const given = commonOf(random, sex === 'female' ? names.women : names.boys);
    const body: ChildBody = {
      ...(random.chance(NAMED) ? { givenName: writtenName(random, given) } : {}),
      familyName,
      sex,
      bornOn: dateOf(bornOn),
      ...(random.chance(TIME_KNOWN) && bornOn === first + Math.floor(at / 1440) ? { bornAtTime: clockOf(at % 1440) } : {}),
      birthPlace: place,
      birthLocation: locality,
      ...(place === 'facility' ? { facility: `${locality.toUpperCase().replace(/[^A-Z]/g, '')}-1`, facilityKind: kind } : {}),
      birthOrder: order,
    };
    return {
      body,
      bornOn,
      diesOn: diesAt === undefined ? undefined : bornOn + diesAt,
      papers: recorded === undefined ? undefined : papersOf(recorded, woman, pregnancy, order),
    };
  };
  return babies.map(childOf);
};

const clockOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** What is told of a child on a day: its papers only once it has them. */
export const toldOf = ({ body, papers }: Child, on: Day): ChildBody =>
  papers === undefined || papers.on > on ? body : { ...body, certificate: papers.certificate, nationalId: papers.childId };

/** The entry of the civil registry. */
export const entryOf = ({ body, papers }: Child, { nationalId }: Woman): Birth | undefined =>
  papers === undefined
    ? undefined
    : {
        childId: papers.childId,
        certificate: papers.certificate,
        ...(body.givenName === undefined ? {} : { givenName: body.givenName }),
        ...(body.familyName === undefined ? {} : { familyName: body.familyName }),
        birthDate: body.bornOn,
        sex: body.sex,
        ...(nationalId === undefined ? {} : { motherId: nationalId }),
        ...(body.birthLocation === undefined ? {} : { place: body.birthLocation }),
      };
