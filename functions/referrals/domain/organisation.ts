import * as z from 'zod';
import { Sealed } from '../../casefile/case.ts';
import type { ReferralRules } from '../../policy/schema/referrals.ts';

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM');

/** When somebody is there, by the programme's own clock; days as ISO 8601 counts them, Monday is 1. */
export const OpenHours = z.object({ days: z.array(z.int().min(1).max(7)).min(1).max(7), from: Clock, to: Clock });
export type OpenHours = z.infer<typeof OpenHours>;

/** A clinic or a community organisation that mothers are referred to. */
export const Organisation = z.object({
  organisationId: z.string(),
  version: z.int().min(1),
  name: z.string(),
  /** What mothers are told: phones are shared, so it names no kind of care. */
  calledAs: z.string(),
  kind: z.enum(['clinic', 'community']),
  areas: z.array(z.string()).min(1),
  /** The domains of the programme in which it can help. */
  domains: z.array(z.string()).min(1),
  languages: z.array(z.string()),
  /** Referrals that it can have in hand at a time. */
  capacity: z.int().min(0),
  /** Empty: always there. */
  openHours: z.array(OpenHours),
  active: z.boolean(),
  /** E.164, sealed for the organisation's id, and the keyed hash by which a text from it is known. */
  phone: Sealed.optional(),
  phoneHash: z.string().optional(),
  /** The API client of its own software. */
  client: z.string().optional(),
});
export type Organisation = z.infer<typeof Organisation>;

/** An organisation with the number of referrals that it has in hand. */
export interface LoadedOrganisation extends Organisation {
  readonly load: number;
}

/** What is looked for, when, and for whom. */
export interface Search {
  readonly domain: string;
  readonly language: string;
  readonly at: string;
  readonly timeZone: string;
  /** Asked first, whatever the ranking says. */
  readonly wanted?: string | undefined;
  /** Those that were asked already. */
  readonly tried: ReadonlySet<string>;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Whether somebody is there at an instant; a time that runs over midnight belongs to the day on which it begins. */
export const isOpenAt = ({ openHours }: Pick<Organisation, 'openHours'>, at: string, timeZone: string): boolean => {
  if (openHours.length === 0) return true;
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const of = Object.fromEntries(parts.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  const clock = `${of['hour'] ?? ''}:${of['minute'] ?? ''}`;
  const today = WEEKDAYS.indexOf(of['weekday'] ?? '') + 1;
  const yesterday = today === 1 ? 7 : today - 1;
  return openHours.some(({ days, from, to }) =>
    from <= to
      ? days.includes(today) && clock >= from && clock < to
      : (days.includes(today) && clock >= from) || (days.includes(yesterday) && clock < to),
  );
};

/** Less is better; each rank is between 0 and 1, or a share of the capacity. */
const RANKS = {
  openNow: (one: LoadedOrganisation, { at, timeZone }: Search) => (isOpenAt(one, at, timeZone) ? 0 : 1),
  language: (one: LoadedOrganisation, { language }: Search) => (one.languages.includes(language) ? 0 : 1),
  load: ({ load, capacity }: LoadedOrganisation) => load / capacity,
} as const satisfies Record<ReferralRules['order'][number], (one: LoadedOrganisation, search: Search) => number>;

/** Whether somebody can be reached there, who can help with this and has a place free. */
const canHelp = ({ active, domains, capacity, load, phone, client }: LoadedOrganisation, domain: string): boolean =>
  active && domains.includes(domain) && load < capacity && (phone !== undefined || client !== undefined);

/** The organisation to ask next, or undefined when none is left. One that somebody wants is asked even if it was asked before. */
export const bestFit = (
  organisations: readonly LoadedOrganisation[],
  search: Search,
  order: ReferralRules['order'],
): LoadedOrganisation | undefined => {
  const able = organisations.filter((one) => canHelp(one, search.domain));
  const wanted = able.find(({ organisationId }) => organisationId === search.wanted);
  if (wanted !== undefined) return wanted;
  return able
    .filter(({ organisationId }) => !search.tried.has(organisationId))
    .sort(
      (left, right) =>
        order.map((by) => RANKS[by](left, search) - RANKS[by](right, search)).find((difference) => difference !== 0) ??
        left.organisationId.localeCompare(right.organisationId),
    )[0];
};
