/** Alerts of a country's own events: when one comes too late, and what each way says. */
import type { Way } from './alert-fields.ts';
import type { Details } from './kinds.ts';

/** How late an alert may be when its event is over meanwhile: about as long as a fault that nobody notices. */
const LATE_MINUTES = 60;

/** Whether an alert that was meant for before or during its event comes when that is over. */
export const isTooLate = (alertAt: string, eventEnds: string, at: string): boolean =>
  alertAt <= eventEnds && at > eventEnds && Date.parse(at) - Date.parse(alertAt) > LATE_MINUTES * 60_000;

/** How long before an event somebody who was left to sleep has to know of it. */
const NOTICE_MINUTES = 60;

/**
 * Until when the text to a care worker waits: the end of her quiet hours, undefined when these are not, or when the event begins before she
 * would know of it in time.
 */
export const heldUntil = (
  quietEnds: string | undefined,
  event: { readonly from: string; readonly to: string },
  at: string,
): string | undefined => {
  if (quietEnds === undefined || event.to <= at) return quietEnds;
  return Date.parse(event.from) - Date.parse(quietEnds) < NOTICE_MINUTES * 60_000 ? undefined : quietEnds;
};

const MOST_OF_A_TITLE = 200;
const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The name of an entity as a sender's. */
export const nameIn = (details: Details | undefined): string | undefined => {
  const name = oneLine(textOf(details?.['name'])).slice(0, MOST_OF_A_TITLE);
  return name === '' ? undefined : name;
};

/** What is alerted of: an event, in words that whoever takes part may read. */
export interface Occasion {
  readonly scheduleId: string;
  readonly eventId: string;
  readonly event: Details;
  readonly messageId: string;
  readonly message: Details;
  /** Of the entity that the message belongs to. */
  readonly entityName: string | undefined;
}

/** The e-mail of an alert: for which event, what kind of message, and the message itself. */
export const emailOf = ({ event, message }: Occasion): { readonly title: string; readonly content: string } => ({
  title: oneLine(`${textOf(event['name'])}: ${textOf(message['category'])}`).slice(0, MOST_OF_A_TITLE),
  content: `${textOf(message['message_body'])}\n\n${textOf(event['name'])}\n${textOf(event['from'])} - ${textOf(event['to'])}\n`,
});

/** What an address is sent: identifiers by the names of the definition, and the message. `token` is of this one alert. */
export const bodyOf = (
  { scheduleId, eventId, event, messageId, message, entityName }: Occasion,
  participant: { readonly type: string; readonly id: string },
  token: string,
) => ({
  token,
  alert_schedule_id: scheduleId,
  event_id: eventId,
  event_name: event['name'],
  from: event['from'],
  to: event['to'],
  message_id: messageId,
  entity_id: message['entity_id'],
  ...(entityName === undefined ? {} : { entity_name: entityName }),
  category: message['category'],
  message_body: message['message_body'],
  participant_type: participant.type,
  participant_id: participant.id,
});

/** An entry of the log as the definition writes one: names and values, identifiers and numbers only. */
export const entryOf = (fields: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}:${String(value)}`]))
    .join(',');

/** How one participant fared, as far as it is counted. */
export interface Outcome {
  readonly state: string;
  readonly way?: Way | undefined;
  readonly reason?: string | undefined;
}

const counted = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));

/** How many were alerted by which way, and how many were not for which reason. */
export const summaryOf = (outcomes: readonly Outcome[]): Readonly<Record<string, number>> => {
  const refused = outcomes.filter(({ state }) => state === 'refused');
  const handed = outcomes.filter(({ state }) => state !== 'refused');
  return {
    handed_over: handed.length,
    ...counted(handed.map(({ way = '' }) => way)),
    not_alerted: refused.length,
    ...counted(refused.map(({ reason = '' }) => reason)),
  };
};
