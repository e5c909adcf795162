/** Walks through the participants of an event when an alert schedule has fallen due, and hands each alert over to its way. */
import { EventAlertQueued } from '../../../events/catalogue.ts';
import { outboxItems, withoutOnce, type Context } from '../../casefile/files.ts';
import { isProblem } from '../../kernel/problem.ts';
import { endOfWait } from '../../messaging/domain/quiet-hours.ts';
import type { Write } from '../../table/table.ts';
import type { EmailStore } from '../messaging/store.ts';
import { sendTexts, textCounts, type TextNeeds } from '../messaging/texts.ts';
import { settle, shelf, shelfWrite } from '../shelf.ts';
import { alertAtOf, participantsOf, scheduleWrite, waitedFor } from './alert-schedules.ts';
import { alertLogWrite, occasionOf, tokenOf, type Over } from './alerts.ts';
import { type Target } from './domain/alert-fields.ts';
import { emailOf, heldUntil, isTooLate, summaryOf, type Occasion } from './domain/alerts.ts';
import { askAtOf } from './domain/replies.ts';
import { reachOf, type Reach } from './reach.ts';
import { AlertRows, AlertTokens, participantOf, Things, type AlertRow, type Participant, type Thing } from './records.ts';

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

/** Until when a care worker is left to sleep, by the quiet hours of the first programme. */
const restsUntil = ({ programmes }: AlertingNeeds, { event }: Occasion, area: string, at: string): string | undefined => {
  const [programme] = programmes.all();
  if (programme === undefined) return undefined;
  return heldUntil(endOfWait(programme, area, at), { from: String(event['from']), to: String(event['to']) }, at);
};

/**
 * Alerts one participant, unless she was before: an e-mail and a text are known by their token, a call waits in the same transaction.
 * Gives until when she has to be left alone.
 */
const alertOne = async (
  needs: AlertingNeeds,
  schedule: Thing,
  occasion: Occasion,
  one: Participant,
  context: Context,
): Promise<string | undefined> => {
  const rows = shelf(needs.table, AlertRows, schedule.id);
  const participant = participantOf(one.type, one.id);
  if ((await rows.find(participant)) !== undefined) return undefined;
  const token = tokenOf(schedule, one);
  const own = { ...withoutOnce(context), causationId: token };
  const reach = await reachOf(needs.table, one, String(occasion.message['message_body']));
  const rests = 'workerId' in reach ? restsUntil(needs, occasion, reach.area, context.at) : undefined;
  if (rests !== undefined) return rests;
  const handed = await handedOver(needs, schedule, occasion, reach, token, own);
  const expiresAt = Math.floor(Date.parse(context.at) / 1000) + KEPT_DAYS * 86_400;
  const row: AlertRow = {
    participant,
    token,
    ...(reach.way === undefined ? {} : { way: reach.way }),
    ...handed,
    tries: 0,
    ...('pollUrl' in reach && reach.pollUrl !== undefined ? { ask: { state: 'ahead', tries: 0 } } : {}),
    expiresAt,
  };
  const queued =
    row.state === 'waiting'
      ? outboxItems({ id: token, version: 1, area: '', programme: '' }, own, [
          EventAlertQueued.of({ scheduleId: schedule.id, participant }),
        ])
      : [];
  const known = shelfWrite(AlertTokens, { token, scheduleId: schedule.id, participant, expiresAt }, { within: token });
  await rows.put(row, own, undefined, [known, ...queued.map((put): Write => ({ put }))]);
  return undefined;
};

export interface Walk {
  readonly scheduleId: string;
  /** The time for which it was waited; a schedule that was moved has another one. */
  readonly alertAt: string;
  readonly after?: string | undefined;
  /** What an earlier page of this walk gave. */
  readonly heldUntil?: string | undefined;
}

export interface WalkedPage {
  readonly more: boolean;
  readonly next?: string;
  /** When those are gone through again who sleep now. */
  readonly heldUntil?: string;
}

/**
 * Alerts one page of those whom a schedule is for. Repeated, it goes on with those who were not reached; when the last page is done and nobody
 * is left to sleep, the log tells how many were alerted by which way, and how many were not and why. From its begin a schedule cannot be moved.
 * @throws {Problem} VersionConflict when another run is at the same participant
 */
export const alertPage = async (
  needs: AlertingNeeds,
  { scheduleId, alertAt, after, heldUntil: heldBefore }: Walk,
  context: Context,
): Promise<WalkedPage> => {
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

  const finish = async (
    occasion: Occasion | Over,
    fields: Readonly<Record<string, string | number>>,
    askAt?: string,
  ): Promise<{ more: false }> => {
    await settle(table, { ...plain, causationId: `${plain.causationId}:finish` }, async () => {
      const seen = await schedules.find(scheduleId);
      if (seen === undefined || seen.value.settledAt !== undefined) return { writes: [], answer: null };
      const settled = { ...seen.value, settledAt: at, ...(askAt === undefined ? {} : { askAt }) };
      const writes = [scheduleWrite(settled, seen, shards(), at), alertLogWrite(settled, occasion, plain, 'summary', fields)];
      return { writes: [...writes, ...(askAt === undefined ? [] : waitedFor(settled, seen.version + 1, askAt, plain))], answer: null };
    });
    return { more: false };
  };

  const occasion = await occasionOf(table, begun);
  if (typeof occasion === 'string') return finish(occasion, { status: 'not_sent', reason: occasion });
  if (isTooLate(alertAt, String(occasion.event['to']), begun.alertedAt))
    return finish(occasion, { status: 'not_sent', reason: 'event_over' });
  const target = begun.details['target_category'] as Target;
  const { participants, next } = await participantsOf(table, occasion.eventId, target, { limit: PAGE, after });
  const held: (string | undefined)[] = [after === undefined ? undefined : heldBefore];
  for (const one of participants) held.push(await alertOne(needs, begun, occasion, one, plain));
  const [earliest] = held.filter((until) => until !== undefined).sort();
  const rest = earliest === undefined ? {} : { heldUntil: earliest };
  if (next !== undefined) return { more: true, next, ...rest };
  if (earliest !== undefined) return { more: false, ...rest };
  const rows = (await shelf(table, AlertRows, scheduleId).all()).map(({ value }) => value);
  const askAt = rows.some(({ ask }) => ask !== undefined) ? askAtOf(String(occasion.event['to']), at) : undefined;
  return finish(occasion, { status: 'sent', message_id: occasion.messageId, ...summaryOf(rows) }, askAt);
};
