import { faultLines } from './faults.ts';
import { ImmunizationSchedule } from './schema/immunization.ts';
import type { Operations } from './schema/operations.ts';

/**
 * The immunization schedule that operations name; undefined when they name none.
 * @throws {Error} one line a fault: an unknown or faulty file, or a series or setting that it does not have
 */
export const resolveSchedule = (
  { immunization }: Operations,
  schedules: Readonly<Record<string, unknown>>,
): ImmunizationSchedule | undefined => {
  if (immunization === undefined) return undefined;
  const file = schedules[immunization.schedule];
  const where = '#/operations/immunization';
  if (file === undefined)
    throw new Error(`${where}/schedule: got ${immunization.schedule}, there are ${Object.keys(schedules).join(', ') || 'none'}`);
  const parsed = ImmunizationSchedule.safeParse(file);
  if (!parsed.success)
    throw new Error(
      faultLines(parsed.error)
        .map((line) => `${immunization.schedule} ${line}`)
        .join('\n'),
    );
  const series = parsed.data.series.map(({ id }) => id);
  const settings = parsed.data.series.flatMap(({ doses }) => doses.flatMap(({ variants = [] }) => variants.map(({ setting }) => setting)));
  const faults = [
    ...[...immunization.alsoSeries, ...immunization.withoutSeries]
      .filter((id) => !series.includes(id))
      .map((id) => `${where}: ${immunization.schedule} has no series ${id}; there are ${series.join(', ')}`),
    ...immunization.settings
      .filter((setting) => !settings.includes(setting))
      .map((setting) => `${where}/settings: ${immunization.schedule} has no variant ${setting}; there are ${settings.join(', ')}`),
  ];
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return parsed.data;
};
