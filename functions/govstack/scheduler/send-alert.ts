/** Sends one alert that waits: calls an address that a participant gave, or texts a care worker. */
import { recipientAt } from '../../alerts/reach.ts';
import { withoutOnce, type Context } from '../../casefile/files.ts';
import { sha256 } from '../../consent/domain/revision.ts';
import { Problem } from '../../kernel/problem.ts';
import type { WebhookPort } from '../../partners/webhook.ts';
import type { Signer } from '../../runtime/signer.ts';
import type { Texts } from '../../runtime/sms.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import { shelf, type Shelved } from '../shelf.ts';
import { alertLogWrite, occasionOf } from './alerts.ts';
import { bodyOf, type Occasion } from './domain/alerts.ts';
import { reachOf, type Reach } from './reach.ts';
import { AlertRows, participantIn, Things, type AlertRow } from './records.ts';

export interface SendNeeds {
  readonly table: Table;
  readonly sender: WebhookPort;
  readonly signer: Signer;
  readonly texts: Pick<Texts, 'send'>;
  readonly vault: Pick<Vault, 'open'>;
}

/** After so many tries an alert has failed; its fact is then with the dead letters, from where it may be handed over again. */
export const MOST_TRIES = 5;

type Answer = { readonly state: 'sent' | 'tryAgain' | 'failed'; readonly reason?: string };

/** Calls an address of a participant, signed so that it can tell who calls. Gives what it answered, or why it has not taken the call. */
export const callSigned = async (
  { sender, signer }: Pick<SendNeeds, 'sender' | 'signer'>,
  { url, content, mostAnswerBytes }: { readonly url: string; readonly content: unknown; readonly mostAnswerBytes?: number },
  at: string,
): Promise<{ readonly answered: string } | { readonly reason: string }> => {
  const body = JSON.stringify(content);
  const { keyId } = await signer.publicKey();
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Nestling-Scheduler/1',
    'nestling-timestamp': at,
    'nestling-key-id': keyId,
    // of the digest, since the key service signs no more than 4 KB
    'nestling-signature': await signer.sign(`${at}.${sha256(body)}`),
  };
  const answer = await sender.send({ url, headers, body, ...(mostAnswerBytes === undefined ? {} : { mostAnswerBytes }) });
  if (answer.status === undefined) return { reason: answer.failure };
  return answer.status >= 200 && answer.status < 300 ? { answered: answer.body ?? '' } : { reason: `status ${String(answer.status)}` };
};

const call = async (
  needs: SendNeeds,
  url: string,
  occasion: Occasion,
  { participant, token }: AlertRow,
  { at }: Context,
): Promise<Answer> => {
  const answer = await callSigned(needs, { url, content: bodyOf(occasion, participantIn(participant), token) }, at);
  return 'reason' in answer ? { state: 'tryAgain', reason: answer.reason } : { state: 'sent' };
};

const textWorker = async (
  { table, texts, vault }: SendNeeds,
  workerId: string,
  { message }: Occasion,
  { token }: AlertRow,
  { at }: Context,
): Promise<Answer> => {
  const recipient = await recipientAt(table, `worker:${workerId}`);
  if (recipient === undefined) return { state: 'failed', reason: 'no_way' };
  const phone = await vault.open(recipient.phone, recipient.owner);
  const delivery = await texts.send({ phone, text: String(message['message_body']).trim(), reference: token, at });
  switch (delivery.state) {
    case 'sent':
    case 'unknown':
      return { state: 'sent' };
    case 'refused':
      return { state: 'failed', reason: delivery.reason };
    case 'tryAgain':
      return { state: 'tryAgain', reason: delivery.reason };
  }
};

/**
 * Sends an alert that waits, once: a text that is found in a call of the gateway was cut off, and counts as sent; an address may be called
 * twice, and knows the alert by its token. What came of it stands in the log.
 * @throws {Problem} PartnerUnavailable when it was not taken: it is tried again, and after the last try put with the dead letters
 */
export const sendAlert = async (
  needs: SendNeeds,
  { scheduleId, participant }: { readonly scheduleId: string; readonly participant: string },
  context: Context,
): Promise<void> => {
  const { table } = needs;
  const plain = withoutOnce(context);
  const rows = shelf(table, AlertRows, scheduleId);
  const [found, schedule] = await Promise.all([rows.find(participant), shelf(table, Things.alert_schedule).find(scheduleId)]);
  // a schedule that was deleted alerts nobody any more
  if (found === undefined || schedule === undefined || !['waiting', 'calling', 'failed'].includes(found.value.state)) return;
  const { type, id } = participantIn(participant);
  const occasion = await occasionOf(table, schedule.value);

  const note = async (seen: Shelved<AlertRow>, { state, reason }: Answer): Promise<void> => {
    const tries = seen.value.tries + 1;
    const isOver = state !== 'tryAgain' || tries >= MOST_TRIES;
    const { reason: _before, ...rest } = seen.value;
    const next: AlertRow = {
      ...rest,
      state: state === 'tryAgain' ? (isOver ? 'failed' : 'waiting') : state,
      tries,
      ...(reason === undefined ? {} : { reason }),
    };
    const { token, way } = next;
    const fields = { [`${type}_id`]: id, token, way, status: next.state, reason, tries };
    const entry = isOver ? [alertLogWrite(schedule.value, occasion, plain, `${token}:${String(tries)}`, fields)] : [];
    await rows.put(next, { ...plain, causationId: `${plain.causationId}:${String(tries)}` }, seen, entry);
  };

  if (typeof occasion === 'string') return note(found, { state: 'failed', reason: occasion });
  if (found.value.state === 'calling') return note(found, { state: 'sent' });
  const reach: Reach = await reachOf(table, { type, id }, String(occasion.message['message_body']));
  let seen = found;
  let answer: Answer;
  if (reach.way === 'url') answer = await call(needs, reach.url, occasion, seen.value, plain);
  else if (reach.way === 'text' && 'workerId' in reach) {
    const attempt = { ...plain, causationId: `${plain.causationId}:${String(seen.value.tries)}:calling` };
    seen = await rows.put({ ...seen.value, state: 'calling' }, attempt, seen);
    answer = await textWorker(needs, reach.workerId, occasion, seen.value, plain);
  } else answer = { state: 'failed', reason: reach.way === undefined ? reach.reason : 'no_way' };
  await note(seen, answer);
  if (answer.state === 'tryAgain') throw new Problem('PartnerUnavailable', 'the alert was not taken');
};
