import { weekdayOf } from './days.ts';
import type { Random } from './random.ts';
import { RATES } from './rates.ts';

/** 37 weeks; earlier is preterm. @source WHO definition of preterm birth */
const TERM_DAYS = 259;
/** 22 weeks; a birth before is a miscarriage. @source ICD-11, perinatal period */
const VIABLE_DAYS = 154;
/** 28 weeks. @source WHO, stillbirths for international comparison */
const STILLBIRTH_DAYS = 196;
/** 43 weeks: nobody is left to wait longer. */
const LONGEST_DAYS = 301;
const SHORTEST_LOSS_DAYS = 42;
const NEONATAL_DAYS = 28;

export interface Baby {
  readonly sex: 'female' | 'male';
  readonly order: number;
  /** Age at death in days, for those who do not live to be a year old. */
  readonly diesAt?: number;
}

/** How a pregnancy goes; lengths in days from the first day of the last period. */
export type Course =
  | { readonly outcome: 'birth'; readonly lengthDays: number; readonly babies: readonly Baby[] }
  | { readonly outcome: 'miscarriage' | 'stillbirth'; readonly lengthDays: number };

const within = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, Math.round(value)));

/** Most preterm births are late ones; term births lie around 40 weeks, skewed to the early side. */
const gestationDays = (random: Random, twins: boolean): number =>
  random.chance(twins ? RATES.pretermOfTwins : RATES.preterm)
    ? within(TERM_DAYS - 1 - random.exponential(twins ? 20 : 15), VIABLE_DAYS, TERM_DAYS - 1)
    : within(twins ? random.normal(265, 4) : random.normal(278, 8), TERM_DAYS, LONGEST_DAYS);

const babyOf = (random: Random, order: number): Baby => {
  const sex = random.chance(RATES.boys) ? 'male' : 'female';
  const fate = random.fraction();
  if (fate < RATES.neonatalDeath) return { sex, order, diesAt: Math.min(NEONATAL_DAYS - 1, Math.floor(random.exponential(4))) };
  if (fate < RATES.neonatalDeath + RATES.laterInfantDeath) return { sex, order, diesAt: random.int(NEONATAL_DAYS, 364) };
  return { sex, order };
};

export const courseOf = (random: Random): Course => {
  const fate = random.fraction();
  if (fate < RATES.miscarriage)
    return { outcome: 'miscarriage', lengthDays: within(SHORTEST_LOSS_DAYS + random.exponential(28), SHORTEST_LOSS_DAYS, VIABLE_DAYS - 1) };
  if (fate < RATES.miscarriage + RATES.stillbirth) return { outcome: 'stillbirth', lengthDays: random.int(STILLBIRTH_DAYS, 290) };
  const twins = random.chance(RATES.twins);
  return {
    outcome: 'birth',
    lengthDays: gestationDays(random, twins),
    babies: (twins ? [1, 2] : [1]).map((order) => babyOf(random, order)),
  };
};

/** Draws until a course fits; what is drawn is distributed as those that fit are. */
export const courseThat = <Fitting extends Course>(random: Random, fits: (course: Course) => course is Fitting): Fitting => {
  for (;;) {
    const course = courseOf(random);
    if (fits(course)) return course;
  }
};

/** Births that can be planned are put to a working day, now and then. */
export const plannedDay = (random: Random, day: number): number => {
  const weekday = weekdayOf(day);
  if ((weekday !== 0 && weekday !== 6) || !random.chance(RATES.plannedForWorkday)) return day;
  return weekday === 6 ? day - 1 : day - 2;
};
