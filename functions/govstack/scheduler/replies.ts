/** What those who were alerted say of it: by an entry of the log, or when they are asked at their `status_poll_url`. */
import { EventAlertQueued } from '../../../events/catalogue.ts';
import { outboxItems, withoutOnce, type Context } from '../../casefile/files.ts';
import { invalidRequest, Problem } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Table, Write } from '../../table/table.ts';
import { settle, shelf, shelfWrite, type Shelved } from '../shelf.ts';
import { nextTimeOf, scheduleWrite } from './alert-schedules.ts';
import { APPOINTMENT_NEXT } from './domain/kinds.ts';
import { replyIn } from './domain/replies.ts';
import { movedWrites } from './moved-writes.ts';
import { AlertRows, AlertTokens, participantIn, Participants, Things, type AlertRow, type Thing } from './records.ts';

const rowWrite = (scheduleId: string, row: AlertRow, seen: Shelved<AlertRow>): Write =>
  shelfWrite(AlertRows, row, { within: scheduleId, version: seen.version + 1, replaces: { version: seen.version } });

/**
 * Keeps what a participant says of an alert; the status of an appointment moves the appointment, unless that was cancelled meanwhile.
 * @throws {Problem} StatusRefuses when the appointment's status does not lead there
 */
export const replyWrites = async (
  table: Table,
  schedule: Thing,
  seen: Shelved<AlertRow>,
  status: string,
  at: string,
): Promise<readonly Write[]> => {
  const { participant, ask } = seen.value;
  const reply = { ...seen.value, reply: { status, at }, ...(ask === undefined ? {} : { ask: { ...ask, state: 'done' as const } }) };
  const kept = rowWrite(schedule.id, reply, seen);
  if (!Object.hasOwn(APPOINTMENT_NEXT, status)) return [kept];
  const taking = await shelf(table, Participants, String(schedule.details['event_id'])).find(participant);
  const appointment = taking === undefined ? undefined : await shelf(table, Things.appointment).find(taking.value.appointmentId);
  return appointment === undefined ? [kept] : [kept, ...(await movedWrites(table, appointment, status))];
};

/**
 * What a new entry of the log does beside being kept: one with the token of an alert is the reply to it.
 * @throws {Problem} InvalidRequest, ScopeMissing, StatusRefuses
 */
export const repliedWrites = async (table: Table, logData: string, caller: Caller): Promise<readonly Write[]> => {
  const reply = replyIn(logData);
  if (reply === undefined) return [];
  const known = await shelf(table, AlertTokens, reply.token).find(reply.token);
  const schedule = known === undefined ? undefined : await shelf(table, Things.alert_schedule).find(known.value.scheduleId);
  const row = known === undefined ? undefined : await shelf(table, AlertRows, known.value.scheduleId).find(known.value.participant);
  if (schedule === undefined || row === undefined)
    throw invalidRequest({ pointer: '#/qry/log_details/log_data', detail: 'its token is of no alert that can be replied to' });
  const { type, id } = participantIn(row.value.participant);
  if (caller.partner !== undefined && caller.partner !== schedule.value.owner) {
    const participant = await shelf(table, Things[type]).find(id);
    if (participant?.value.owner !== caller.partner)
      throw new Problem('ScopeMissing', 'only the client that made the participant or the alert, and the ministry, replies to it');
  }
  return replyWrites(table, schedule.value, row, reply.status, caller.at);
};

/** Participants of one invocation. */
const PAGE = 100;

interface AskWalk {
  readonly scheduleId: string;
  /** The time for which it was waited. */
  readonly alertAt: string;
  readonly after?: string | undefined;
}

/** Has one page of those asked who gave an address for that and have not replied. Repeated, it goes on with those who were not. */
export const askPage = async (
  { table, shards }: { readonly table: Table; readonly shards: () => number },
  { scheduleId, alertAt, after }: AskWalk,
  context: Context,
): Promise<{ readonly more: boolean; readonly next?: string }> => {
  const plain = withoutOnce(context);
  const schedules = shelf(table, Things.alert_schedule);
  const schedule = await schedules.find(scheduleId);
  if (schedule === undefined || nextTimeOf(schedule.value) !== alertAt) return { more: false };
  const rows = shelf(table, AlertRows, scheduleId);
  const { items, next } = await rows.page({ limit: PAGE, ...(after === undefined ? {} : { after }) });
  for (const seen of items) {
    const { token, participant, ask, reply } = seen.value;
    if (ask?.state !== 'ahead' || reply !== undefined) continue;
    const queued = outboxItems({ id: token, version: 2, area: '', programme: '' }, plain, [
      EventAlertQueued.of({ scheduleId, participant, asks: 'status' }),
    ]);
    const own = { ...plain, causationId: `${token}:ask` };
    await rows.put(
      { ...seen.value, ask: { ...ask, state: 'waiting' } },
      own,
      seen,
      queued.map((put): Write => ({ put })),
    );
  }
  if (next !== undefined) return { more: true, next };
  await settle(table, { ...plain, causationId: `${plain.causationId}:asked` }, async () => {
    const seen = await schedules.find(scheduleId);
    if (seen === undefined || nextTimeOf(seen.value) !== alertAt) return { writes: [], answer: null };
    return { writes: [scheduleWrite({ ...seen.value, askedAt: plain.at }, seen, shards(), plain.at)], answer: null };
  });
  return { more: false };
};
