import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { ImmunizationSchedule, type DosePlan } from '../../../functions/policy/schema/immunization.ts';
import { readAs, UnusableInput } from '../command.ts';

const When = z.string().nullable();

/** The list of doses that the due-date cases come with. */
const DoseList = z.looseObject({
  doses: z
    .array(
      z.looseObject({
        id: z.string(),
        minAge: When,
        afterDose: When,
        minInterval: When,
        overdue: When,
        expiry: When,
        dakRow: z.string().optional(),
      }),
    )
    .min(1),
});
type DoseList = z.infer<typeof DoseList>;

export const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (cause) {
    throw new UnusableInput(`${file}: cannot be read as JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
};

/** Words of the list that stand for a period, and those that leave it to the country. */
const LIMIT = /^(birth|prev)\+(\d+)([hdwmy])$/;

const limitOf = (text: string | null, where: string): DosePlan['overdue'] => {
  if (text === null || text === 'country') return null;
  const [, since, count, unit] = LIMIT.exec(text) ?? [];
  if (since === undefined || count === undefined || unit === undefined)
    throw new UnusableInput(`${where}: got ${text}, allowed is birth+6m or prev+8w`);
  const period = unit === 'h' ? `${String(Math.ceil(Number(count) / 24))}d` : `${count}${unit}`;
  return { since: since === 'birth' ? 'birth' : 'previous', period };
};

/** A schedule with the timing of a list of doses in place of its own; what the list does not know stays. */
const withDoseList = (schedule: ImmunizationSchedule, { doses }: DoseList, file: string): unknown => {
  const known = new Set(schedule.series.flatMap((series) => series.doses.map(({ id }) => id)));
  const strange = doses.find(({ id }) => !known.has(id));
  if (strange !== undefined) throw new UnusableInput(`${file}: no series has a dose ${strange.id}; there are ${[...known].join(', ')}`);
  const timing = (id: string): Partial<DosePlan> => {
    const told = doses.find((dose) => dose.id === id);
    if (told === undefined) return {};
    const { minAge, afterDose, minInterval, overdue, expiry } = told;
    const where = `${file} ${id}`;
    return { minAge, after: afterDose, minInterval, overdue: limitOf(overdue, where), expiry: limitOf(expiry, where) };
  };
  return {
    ...schedule,
    series: schedule.series.map((series) => ({ ...series, doses: series.doses.map((dose) => ({ ...dose, ...timing(dose.id) })) })),
  };
};

const parse = (json: unknown, file: string): ImmunizationSchedule => readAs(ImmunizationSchedule, json, file);

/**
 * Reads a schedule file, or a list of doses as the due-date cases have it: the list's timing is then laid over the shipped schedule.
 * @throws {UnusableInput} one line a fault
 */
export const readSchedule = (file: string, shipped: string): ImmunizationSchedule => {
  const json = readJson(file);
  const list = DoseList.safeParse(json);
  return list.success ? parse(withDoseList(parse(readJson(shipped), shipped), list.data, file), file) : parse(json, file);
};
