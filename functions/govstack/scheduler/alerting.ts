/** Walks through the participants of an event when an alert schedule has fallen due, and hands each alert over to its way. */
import { EventAlertQueued } from '../../../events/catalogue.ts';
import { outboxItems, withoutOnce, type Context } from '../../casefile/files.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { Write } from '../../table/table.ts';
import type { EmailStore } from '../messaging/store.ts';
import { sendTexts, textCounts, type TextNeeds } from '../messaging/texts.ts';
import { settle, shelf } from '../shelf.ts';
import { alertAtOf, participantsOf, scheduleWrite } from './alert-schedules.ts';
import { alertLogWrite, occasionOf, tokenOf, type Over } from './alerts.ts';
import { type Target } from './domain/alert-fields.ts';
import { emailOf, isTooLate, summaryOf, type Occasion } from './domain/alerts.ts';
import { reachOf, type Reach } from './reach.ts';
import { AlertRows, participantOf, Things, type AlertRow, type Participant, type Thing } from './records.ts';

export interface AlertingNeeds extends TextNeeds {
  readonly emails: Pick<EmailStore, 'accept'>;
  readonly shards: () => number;
}

/** Participants of one invocation. */
const PAGE = 100;
/** How long it is known who was alerted: longer than anything asks again. */
const KEPT_DAYS = 90;

/** Hands a text to a mother to our own queue; what she may not get, or may not be sent by who alerts, is refused with the reason. */
const textMother = async (
  needs: TextNeeds,
  schedule: Thing,
  { message }: Occasion,
  caseId: string,
  token: string,
  context: Context,
): Promise<Pick<AlertRow, 'state' | 'reason'>> => {
  const asOwner = { ...context, ...(schedule.partner === undefined ? {} : { partner: schedule.partner }) };
  const request = { requestUid: token, client: schedule.owner, recipients: [{ caseId }], content: String(message['message_body']).trim() };
  try {
    await sendTexts(needs, request, asOwner);
  } catch (error) {
    if (!isProblem(error) || error.name === 'VersionConflict') throw error;
    return { state: 'refused', reason: error.name };
  }
  const { notSent } = await textCounts(needs, schedule.owner, token, asOwner);
  // consent, opt-out and the rest of the rules of texts
  return notSent > 0 ? { state: 'refused', reason: 'held_back' } : { state: 'handed' };
};

/** What becomes of one alert, and what has to be written with it. */
const handedOver = async (
  needs: AlertingNeeds,
  schedule: Thing,
  occasion: Occasion,
  reach: Reach,
  token: string,
  context: Context,
): Promise<Pick<AlertRow, 'state' | 'reason'>> => {
  if (reach.way === undefined) return { state: 'refused', reason: reach.reason };
  if (reach.way === 'url' || 'workerId' in reach) return { state: 'waiting' };
  if (reach.way === 'text') return textMother(needs, schedule, occasion, reach.caseId, token, context);
  const { entityName: organisationName } = occasion;
  const sender = organisationName === undefined ? {} : { organisationName };
  const { address: email } = reach;
  await needs.emails.accept({ requestUid: token, client: schedule.owner, sender, ...emailOf(occasion) }, [{ email }], context);
  return { state: 'handed' };
};

/** Alerts one participant, unless she was before: an e-mail and a text are known by their token, a call waits in the same transaction. */
const alertOne = async (needs: AlertingNeeds, schedule: Thing, occasion: Occasion, one: Participant, context: Context): Promise<void> => {
  const rows = shelf(needs.table, AlertRows, schedule.id);
  const participant = participantOf(one.type, one.id);
  if ((await rows.find(participant)) !== undefined) return;
  const token = tokenOf(schedule, one);
  const own = { ...withoutOnce(context), causationId: token };
  const reach = await reachOf(needs.table, one, String(occasion.message['message_body']));
  const handed = await handedOver(needs, schedule, occasion, reach, token, own);
  const expiresAt = Math.floor(Date.parse(context.at) / 1000) + KEPT_DAYS * 86_400;
  const row: AlertRow = { participant, token, ...(reach.way === undefined ? {} : { way: reach.way }), ...handed, tries: 0, expiresAt };
  const queued =
    row.state === 'waiting'
      ? outboxItems({ id: token, version: 1, area: '', programme: '' }, own, [
          EventAlertQueued.of({ scheduleId: schedule.id, participant }),
        ])
      : [];
  await rows.put(
    row,
    own,
    undefined,
    queued.map((put): Write => ({ put })),
  );
};

export interface Walk {
  readonly scheduleId: string;
  /** The time for which it was waited; a schedule that was moved has another one. */
  readonly alertAt: string;
  readonly after?: string | undefined;
}

/**
 * Alerts one page of those whom a schedule is for. Repeated, it goes on with those who were not reached; when the last page is done, the log
 * tells how many were alerted by which way, and how many were not and why. From its begin a schedule cannot be moved.
 * @throws {Problem} VersionConflict when another run is at the same participant
 */
export const alertPage = async (
  needs: AlertingNeeds,
  { scheduleId, alertAt, after }: Walk,
  context: Context,
): Promise<{ readonly more: boolean; readonly next?: string }> => {
  const { table, shards } = needs;
  const plain = withoutOnce(context);
  const { at } = plain;
  const schedules = shelf(table, Things.alert_schedule);

  const begun = await settle(table, { ...plain, causationId: `${plain.causationId}:begin` }, async () => {
    const seen = await schedules.find(scheduleId);
    if (seen === undefined || seen.value.settledAt !== undefined || alertAtOf(seen.value) !== alertAt)
      return { writes: [], answer: undefined };
    const begins = { ...seen.value, alertedAt: seen.value.alertedAt ?? at };
    return { writes: seen.value.alertedAt === undefined ? [scheduleWrite(begins, seen, shards(), at)] : [], answer: begins };
  });
  if (begun === undefined) return { more: false };

  const finish = async (occasion: Occasion | Over, fields: Readonly<Record<string, string | number>>): Promise<{ more: false }> => {
    await settle(table, { ...plain, causationId: `${plain.causationId}:finish` }, async () => {
      const seen = await schedules.find(scheduleId);
      if (seen === undefined || seen.value.settledAt !== undefined) return { writes: [], answer: null };
      const settled = { ...seen.value, settledAt: at };
      return {
        writes: [scheduleWrite(settled, seen, shards(), at), alertLogWrite(settled, occasion, plain, 'summary', fields)],
        answer: null,
      };
    });
    return { more: false };
  };

  const occasion = await occasionOf(table, begun);
  if (typeof occasion === 'string') return finish(occasion, { status: 'not_sent', reason: occasion });
  if (isTooLate(alertAt, String(occasion.event['to']), begun.alertedAt))
    return finish(occasion, { status: 'not_sent', reason: 'event_over' });
  const target = begun.details['target_category'] as Target;
  const { participants, next } = await participantsOf(table, occasion.eventId, target, { limit: PAGE, after });
  for (const one of participants) await alertOne(needs, begun, occasion, one, plain);
  if (next !== undefined) return { more: true, next };
  const rows = await shelf(table, AlertRows, scheduleId).all();
  return finish(occasion, { status: 'sent', message_id: occasion.messageId, ...summaryOf(rows.map(({ value }) => value)) });
};
