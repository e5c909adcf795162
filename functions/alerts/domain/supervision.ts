import type { AlertLevel } from '../../policy/schema/alert-kinds.ts';
import type { Instant } from '../../casefile/case.ts';
import type { Page } from '../../table/table.ts';

/** How long an alert has been open. */
export const AGES = ['underHour', 'underDay', 'underWeek', 'older'] as const;
type Age = (typeof AGES)[number];

const HOUR_MS = 3_600_000;

export const ageOf = (openedAt: Instant, at: Instant): Age => {
  const hours = (Date.parse(at) - Date.parse(openedAt)) / HOUR_MS;
  if (hours < 1) return 'underHour';
  if (hours < 24) return 'underDay';
  return hours < 168 ? 'underWeek' : 'older';
};

/** How many a page holds, and whether there are more. */
export const tallyOf = ({ items, next }: Page): { readonly count: number; readonly atLeast: boolean } => ({
  count: items.length,
  atLeast: next !== undefined,
});

/** The alerts of one level, as a page of the area's list holds them. */
export const alertsOf = (level: AlertLevel, { items }: Page, at: Instant) => {
  const open = items.filter(({ status }) => status === 'open');
  const ages = open.map((item) => ageOf(String(item['openedAt']), at));
  return {
    level,
    open: open.length,
    accepted: items.length - open.length,
    ages: Object.fromEntries(AGES.map((age) => [age, ages.filter((each) => each === age).length])),
  };
};
