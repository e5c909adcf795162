import { addDays, dateIn, daysBetween, monthsBetween, yearsBetween, type PlainDate } from '../../kernel/dates.ts';
import { Problem, type Fault } from '../../kernel/problem.ts';
import { factFaults, strangeFacts } from '../../policy/knowledge.ts';
import type { Programme } from '../../policy/programme.ts';
import { phoneOf, type ChildRequest, type MotherRequest } from './request.ts';

const fault = (pointer: string, detail: string): Fault => ({ pointer: `#/body${pointer}`, detail });

/** @throws {Problem} ImplausibleFact naming every fault */
export const refuseFaults = (faults: readonly Fault[]): void => {
  if (faults.length > 0)
    throw new Problem('ImplausibleFact', faults.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; '), { errors: faults });
};

/** What cannot be true of a mother's date of birth on a day. */
export const birthDateFaults = (birthDate: PlainDate, programme: Programme, today: PlainDate, pointer = '/mother'): Fault[] => {
  const { motherMinAgeYears, motherMaxAgeYears } = programme.operations.limits;
  if (birthDate > today) return [fault(`${pointer}/birthDate`, 'lies in the future')];
  const age = yearsBetween(birthDate, today);
  if (age >= motherMinAgeYears && age <= motherMaxAgeYears) return [];
  const detail = `makes her ${String(age)}; ${String(motherMinAgeYears)} to ${String(motherMaxAgeYears)} years are plausible`;
  return [fault(`${pointer}/birthDate`, detail)];
};

/** What cannot be true of a mother on a day. */
export const motherFaults = (mother: Partial<MotherRequest>, programme: Programme, today: PlainDate, pointer = '/mother'): Fault[] => {
  const faults = mother.birthDate === undefined ? [] : birthDateFaults(mother.birthDate, programme, today, pointer);
  if (mother.phone !== undefined && phoneOf(mother.phone, programme.country) === undefined)
    faults.push(fault(`${pointer}/phone`, 'is not a phone number of any country; write it as +<country><number>'));
  return faults;
};

/** What cannot be true of a child of this mother on a day. */
export const childFaults = (
  child: Pick<ChildRequest, 'bornOn' | 'birthPlace' | 'facility'>,
  motherBornOn: PlainDate,
  programme: Programme,
  today: PlainDate,
  pointer: string,
): Fault[] => {
  const { childMaxAgeMonths, motherMinAgeYears } = programme.operations.limits;
  if (child.bornOn > today) return [fault(`${pointer}/bornOn`, 'lies in the future')];
  const faults: Fault[] = [];
  if (child.bornOn <= motherBornOn) faults.push(fault(`${pointer}/bornOn`, 'is not after the birth of the mother'));
  else if (yearsBetween(motherBornOn, child.bornOn) < motherMinAgeYears)
    faults.push(fault(`${pointer}/bornOn`, `makes the mother younger than ${String(motherMinAgeYears)} at the birth`));
  if (monthsBetween(child.bornOn, today) > childMaxAgeMonths)
    faults.push(fault(`${pointer}/bornOn`, `makes the child older than ${String(childMaxAgeMonths)} months`));
  if (child.birthPlace !== 'facility' && child.facility !== undefined)
    faults.push(fault(`${pointer}/facility`, `contradicts a birth at ${child.birthPlace}`));
  return faults;
};

/** Births of one delivery lie within this many days of each other. */
const DELIVERY_SPAN_DAYS = 3;
/** Days from the first day of the last period to the expected birth. @source WHO antenatal care recommendations: EDD = LMP + 280 days */
export const PREGNANCY_DAYS = 280;

export interface PregnancyFacts {
  readonly lastMenstrualPeriodOn?: PlainDate | undefined;
  readonly expectedOn?: PlainDate | undefined;
}

/** What cannot be true of a pregnancy, given the births that it led to. */
export const pregnancyFaults = (
  { lastMenstrualPeriodOn, expectedOn }: PregnancyFacts,
  births: readonly PlainDate[],
  programme: Programme,
  today: PlainDate,
): Fault[] => {
  const { gestationMaxDays } = programme.operations.limits;
  const faults: Fault[] = [];
  const end = [...births].sort()[0] ?? today;
  if (lastMenstrualPeriodOn !== undefined) {
    const days = daysBetween(lastMenstrualPeriodOn, end);
    if (lastMenstrualPeriodOn > today) faults.push(fault('/pregnancy/lastMenstrualPeriodOn', 'lies in the future'));
    else if (days < 0) faults.push(fault('/pregnancy/lastMenstrualPeriodOn', 'lies after the birth'));
    else if (days > gestationMaxDays)
      faults.push(
        fault('/pregnancy/lastMenstrualPeriodOn', `lies ${String(days)} days back; a pregnancy lasts at most ${String(gestationMaxDays)}`),
      );
  }
  if (expectedOn !== undefined && births.length === 0) {
    if (expectedOn < addDays(today, PREGNANCY_DAYS - gestationMaxDays))
      faults.push(fault('/pregnancy/expectedOn', 'lies too far in the past'));
    else if (expectedOn > addDays(today, PREGNANCY_DAYS))
      faults.push(fault('/pregnancy/expectedOn', `lies more than ${String(PREGNANCY_DAYS)} days ahead`));
  }
  const last = [...births].sort().at(-1) ?? end;
  if (births.length > 1 && daysBetween(end, last) > DELIVERY_SPAN_DAYS)
    faults.push(fault('/children', 'were not born of one delivery; register each pregnancy on its own'));
  return faults;
};

/** Facts that the programme does not ask for in any of its versions, or that have another type than each of them says. */
export const applicantFaults = (applicant: Readonly<Record<string, unknown>>, { versions }: Pick<Programme, 'versions'>): Fault[] =>
  Object.entries(applicant).flatMap(([name, value]) => {
    const asking = versions.filter((version) => strangeFacts(version, { [name]: value }).length === 0);
    const found = asking.map((version) => factFaults(version, { [name]: value }));
    if (found.some((faults) => faults.length === 0)) return [];
    return [fault(`/applicant/${name}`, found[0]?.[0]?.detail.replace(/^got .*, /, '') ?? 'is not a fact that the programme asks for')];
  });

/** The day of an instant in the country of a programme. */
export const todayOf = (programme: Programme, at: string): PlainDate => dateIn(at, programme.timeZone);
