/** Asks a participant what became of an alert, at the address that it gave for that. */
import { withoutOnce, type Context } from '../../casefile/files.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import { settle, shelf, shelfWrite } from '../shelf.ts';
import { alertLogWrite, occasionOf } from './alerts.ts';
import { statusInAnswer } from './domain/replies.ts';
import { AlertRows, participantIn, Things } from './records.ts';
import { replyWrites } from './replies.ts';
import { callSigned, MOST_TRIES, type SendNeeds } from './send-alert.ts';

const MOST_ANSWER_BYTES = 2_000;

/**
 * Asks once more, unless there was a reply meanwhile. The status that is answered counts as a reply; what came of the question stands in the log.
 * @throws {Problem} PartnerUnavailable when there was no answer: it is tried again, and after the last try put with the dead letters
 */
export const askStatus = async (
  { table, sender, signer }: Pick<SendNeeds, 'table' | 'sender' | 'signer'>,
  { scheduleId, participant }: { readonly scheduleId: string; readonly participant: string },
  context: Context,
): Promise<void> => {
  const plain = withoutOnce(context);
  const { at } = plain;
  const rows = shelf(table, AlertRows, scheduleId);
  const { type, id } = participantIn(participant);
  const [row, schedule, asked] = await Promise.all([
    rows.find(participant),
    shelf(table, Things.alert_schedule).find(scheduleId),
    shelf(table, Things[type]).find(id),
  ]);
  const url = asked?.value.details['status_poll_url'];
  if (row?.value.ask?.state !== 'waiting' || schedule === undefined || typeof url !== 'string') return;
  const occasion = await occasionOf(table, schedule.value);
  if (typeof occasion === 'string') return;

  const { token } = row.value;
  const { eventId } = occasion;
  const content = { token, alert_schedule_id: scheduleId, event_id: eventId, participant_type: type, participant_id: id };
  const answer = await callSigned({ sender, signer }, { url, content, mostAnswerBytes: MOST_ANSWER_BYTES }, at);
  const said = 'reason' in answer ? undefined : statusInAnswer(answer.answered);

  await settle(table, { ...plain, causationId: `${plain.causationId}:${String(row.value.ask.tries)}` }, async () => {
    const seen = await rows.find(participant);
    if (seen?.value.ask?.state !== 'waiting') return { writes: [], answer: null };
    const tries = seen.value.ask.tries + 1;
    const entry = (fields: Readonly<Record<string, string | number>>) =>
      alertLogWrite(schedule.value, occasion, plain, `${token}:ask:${String(tries)}`, {
        [`${type}_id`]: id,
        token,
        way: 'poll',
        ...fields,
        tries,
      });
    const kept = (state: 'waiting' | 'done') =>
      shelfWrite(
        AlertRows,
        { ...seen.value, ask: { state, tries } },
        { within: scheduleId, version: seen.version + 1, replaces: { version: seen.version } },
      );

    if ('reason' in answer) {
      const failed = tries >= MOST_TRIES ? [entry({ status: 'not_answered', reason: answer.reason })] : [];
      return { writes: [kept('waiting'), ...failed], answer: null };
    }
    if (said === undefined) return { writes: [kept('done'), entry({ status: 'unknown' })], answer: null };
    try {
      return { writes: [...(await replyWrites(table, schedule.value, seen, said, at)), entry({ status: said })], answer: null };
    } catch (error) {
      if (!isProblem(error) || error.name !== 'StatusRefuses') throw error;
      return { writes: [kept('done'), entry({ status: said, reason: error.name })], answer: null };
    }
  });
  if ('reason' in answer) throw new Problem('PartnerUnavailable', 'the address has not answered');
};
