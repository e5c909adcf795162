import { addDays, dateIn, type PlainDate } from '../../kernel/dates.ts';
import type { Programme } from '../../policy/programme.ts';
import type { MessageTemplateId } from '../../policy/schema/operations.ts';

/** Codes, and answers to what she wrote, do not wait: she does. */
const URGENT: ReadonlySet<MessageTemplateId> = new Set([
  'withdrawalCode',
  'accountCode',
  'textHelp',
  'textForPerson',
  'personReply',
  'accessesTold',
  'accessesNone',
  'accountLink',
  'accountNone',
  'consentAsk',
  'consentRecorded',
  'consentDeclined',
  'phoneChangeAsked',
  'visitThanks',
  'visitChased',
  'receiptThanks',
]);

const clockIn = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));

/**
 * The day on which a text has to wait to be sent, or undefined when it may go now. Quiet hours run from `from` to `to` of the
 * programme's own clock, usually over midnight.
 */
export const waitsUntil = ({ operations, timeZone }: Programme, template: MessageTemplateId, at: string): PlainDate | undefined => {
  const { from, to } = operations.reminders.quietHours;
  if (URGENT.has(template) || from === to) return undefined;
  const clock = clockIn(at, timeZone);
  const today = dateIn(at, timeZone);
  const isQuiet = from < to ? clock >= from && clock < to : clock >= from || clock < to;
  if (!isQuiet) return undefined;
  return from > to && clock >= from ? addDays(today, 1) : today;
};
