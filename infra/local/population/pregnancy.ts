import { deliver, type Child, type Delivery } from './birth.ts';
import { courseThat, type Course } from './course.ts';
import type { Day } from './days.ts';
import type { Random } from './random.ts';
import { RATES } from './rates.ts';
import type { Woman } from './woman.ts';

/** A pregnancy in the calendar. */
export interface Pregnancy {
  readonly number: number;
  readonly lastPeriodOn: Day;
  readonly registeredOn: Day;
  readonly endedOn: Day;
  readonly outcome: Course['outcome'];
  readonly children: readonly Child[];
  readonly motherDiesOn: Day | undefined;
}

const EARLIEST_REGISTRATION_DAYS = 42;
const LATEST_REGISTRATION_DAYS = 270;
const MONTH_DAYS = 30;
/** Deaths in childbirth are those within 42 days of its end. @source ICD-11, maternal death */
const MATERNAL_DAYS = 42;

const isDelivery = (course: Course): course is Delivery => course.outcome === 'birth';
const livesLonger =
  (days: number) =>
  (course: Course): course is Delivery =>
    isDelivery(course) && course.babies.every(({ diesAt = Infinity }) => diesAt > days);

const inCalendar = (
  random: Random,
  woman: Woman,
  number: number,
  course: Course,
  lastPeriodOn: Day,
  registeredOn: Day,
  notAfter?: Day,
): Pregnancy => {
  const children = isDelivery(course) ? deliver(random, woman, number, course, lastPeriodOn + course.lengthDays, notAfter) : [];
  const endedOn = children[0]?.bornOn ?? lastPeriodOn + course.lengthDays;
  const dies = random.chance(RATES.motherDeath) ? endedOn + Math.min(MATERNAL_DAYS, Math.floor(random.exponential(8))) : undefined;
  return {
    number,
    lastPeriodOn,
    registeredOn,
    endedOn,
    outcome: course.outcome,
    children,
    // who registers is alive
    motherDiesOn: dies !== undefined && dies > registeredOn ? dies : undefined,
  };
};

/** Registered while she is pregnant: most around the fourth month, few early, few late. */
export const registeredBefore = (random: Random, woman: Woman, number: number, registeredOn: Day): Pregnancy => {
  const daysIn = Math.min(LATEST_REGISTRATION_DAYS, EARLIEST_REGISTRATION_DAYS + Math.floor(random.exponential(70)));
  // planning may put a birth two days forward
  const course = courseThat(random, (one): one is Course => one.lengthDays > daysIn + 2);
  return inCalendar(random, woman, number, course, registeredOn - daysIn, registeredOn);
};

/** Registered with the children that were born and live. */
export const registeredAfter = (random: Random, woman: Woman, number: number, registeredOn: Day, mostMonths: number): Pregnancy => {
  const most = mostMonths * MONTH_DAYS - 10;
  const age = random.chance(RATES.registeredLate)
    ? random.int(Math.min(180, most), most)
    : Math.min(most, Math.floor(random.exponential(40)));
  // planning may put the birth two days back
  const course = courseThat(random, livesLonger(age + 2));
  return inCalendar(random, woman, number, course, registeredOn - age - course.lengthDays, registeredOn, registeredOn);
};

/** A pregnancy after another, registered before its end. */
export const nextAfter = (random: Random, woman: Woman, before: Pregnancy): Pregnancy => {
  const pause = before.outcome === 'birth' ? random.int(180, 700) : random.int(60, 300);
  const daysIn = EARLIEST_REGISTRATION_DAYS + random.int(8, 110);
  const course = courseThat(random, (one): one is Course => one.lengthDays > daysIn + 2);
  const lastPeriodOn = before.endedOn + pause;
  return inCalendar(random, woman, before.number + 1, course, lastPeriodOn, lastPeriodOn + daysIn);
};
