import { laterOf, latestOf, type PlainDate } from '../../../../functions/kernel/dates.ts';
import type { Forecast, SeriesStatus } from './forecast.ts';
import { US_SCHEDULE } from './supporting-data.ts';

/** The first of these that one antigen has is the status of the whole group. */
const DECISIVE: readonly SeriesStatus[] = ['Contraindicated', 'Aged out', 'Not recommended', 'Not complete'];

const statusOf = (forecasts: readonly Forecast[]): SeriesStatus => {
  const decisive = DECISIVE.find((status) => forecasts.some((forecast) => forecast.status === status));
  return decisive ?? (forecasts.every(({ status }) => status === 'Immune') ? 'Immune' : 'Complete');
};

const soonest = (days: readonly (PlainDate | undefined)[]): PlainDate | undefined => days.filter((day) => day !== undefined).sort()[0];

/**
 * What a vaccine group asks for: the next dose when each of its antigens may be given, by the first that wants it.
 * @param lastOn The day of the last dose of any vaccine of the group.
 * @source CDSi logic specification 4.5, chapter 9
 */
export const together = (group: string, forecasts: readonly Forecast[], lastOn: PlainDate | undefined): Forecast => {
  const [only, ...others] = forecasts;
  if (only !== undefined && others.length === 0) return only;
  const status = statusOf(forecasts);
  if (status !== 'Not complete') return { status };
  const open = forecasts.filter((forecast) => forecast.status === 'Not complete');
  const starts = open.map(({ earliest }) => earliest);
  const first = soonest(starts);
  const isPriority = open.some(({ overrides }) => overrides === true);
  const earliest = isPriority
    ? first !== undefined && lastOn !== undefined
      ? laterOf(first, lastOn)
      : first
    : latestOf(starts.filter((day) => day !== undefined));
  const since = (day: PlainDate | undefined) => (day === undefined || earliest === undefined ? day : laterOf(day, earliest));
  const [recommended, pastDue, latest] = [
    since(soonest(open.map((forecast) => forecast.recommended))),
    since(soonest(open.map((forecast) => forecast.pastDue))),
    soonest(open.map((forecast) => forecast.latest)),
  ];
  const numbers = open.map(({ doseNumber }) => doseNumber ?? 1);
  return {
    status,
    doseNumber: US_SCHEDULE.administerFullVaccineGroup.includes(group) ? Math.min(...numbers) : Math.max(...numbers),
    ...(earliest === undefined ? {} : { earliest }),
    ...(recommended === undefined ? {} : { recommended }),
    ...(pastDue === undefined ? {} : { pastDue }),
    ...(latest === undefined ? {} : { latest }),
  };
};
