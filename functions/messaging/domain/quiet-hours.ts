import type { Programme } from '../../policy/programme.ts';
import type { MessageTemplateId } from '../../policy/schema/message-templates.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

const clockIn = (ms: number, timeZone: string): number =>
  minutesOf(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(ms)));

/** Quiet hours from one clock time to another, usually over midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

const isQuietAt = (ms: number, { from, to }: QuietHours, timeZone: string): boolean => {
  const [clock, start, end] = [clockIn(ms, timeZone), minutesOf(from), minutesOf(to)];
  if (start === end) return false;
  return start < end ? clock >= start && clock < end : clock >= start || clock < end;
};

/** The instant at which quiet hours end, or undefined when they are not. A clock that is moved in that night moves the end with it. */
export const endOfQuiet = (at: string, quiet: QuietHours, timeZone: string): string | undefined => {
  const now = Math.floor(Date.parse(at) / MINUTE_MS) * MINUTE_MS;
  if (!isQuietAt(now, quiet, timeZone)) return undefined;
  const minutes = (minutesOf(quiet.to) - clockIn(now, timeZone) + DAY_MINUTES) % DAY_MINUTES;
  // within two hours of the naive end; no clock has ever been moved further in a night
  const earliest = Math.max(now, now + (minutes - 120) * MINUTE_MS);
  for (let end = earliest; ; end += MINUTE_MS) if (!isQuietAt(end, quiet, timeZone)) return new Date(end).toISOString();
};

/** The clock of an area, where the programme says that it is not the programme's own. */
export const zoneOf = ({ operations, timeZone }: Pick<Programme, 'operations' | 'timeZone'>, area: string): string =>
  operations.texting.zones.find(({ areas }) => area.startsWith(areas))?.timeZone ?? timeZone;

/** Until when a text that is not urgent has to wait in an area, or undefined when it may go now. */
export const endOfWait = (programme: Programme, area: string, at: string): string | undefined =>
  endOfQuiet(at, programme.operations.reminders.quietHours, zoneOf(programme, area));

/** Until when a text has to wait, or undefined when it may go now: what is urgent goes at any hour. */
export const waitsUntil = (programme: Programme, template: MessageTemplateId, area: string, at: string): string | undefined =>
  programme.operations.messages[template].urgency === 'now' ? undefined : endOfWait(programme, area, at);
