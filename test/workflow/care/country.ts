import { addDays, PlainDate } from '../../../functions/kernel/dates.ts';
import { aCountry, type World } from '../../support/country.ts';

let started: Promise<World> | undefined;

/** The country of all that care does, on its first morning, or its next, at nine: to start one takes longer than each of these. */
export const nextMorning = async (): Promise<World> => {
  if (started === undefined) return (started = aCountry());
  const world = await started;
  await world.passTo(`${addDays(PlainDate.parse(world.today()), 1)}T09:00:00.000Z`);
  return world;
};

export const stopCountry = async (): Promise<void> => {
  await (await started)?.stop();
};
