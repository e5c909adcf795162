/** By which way a participant of an event is alerted, as things stand at the moment. */
import { findWorker } from '../../enrolment/workers.ts';
import type { Table } from '../../table/table.ts';
import { TextContent } from '../messaging/domain/text.ts';
import { shelf } from '../shelf.ts';
import { CARE_PREFIX } from './care.ts';
import { waysOf } from './domain/alert-fields.ts';
import { Things, type Participant } from './records.ts';

export type Reach =
  | { readonly way: 'email'; readonly address: string; readonly pollUrl: string | undefined }
  | { readonly way: 'url'; readonly url: string; readonly pollUrl: string | undefined }
  | { readonly way: 'text'; readonly caseId: string }
  | { readonly way: 'text'; readonly workerId: string; readonly area: string }
  | { readonly way?: undefined; readonly reason: 'gone' | 'wants_none' | 'no_way' | 'no_text' };

type Who = Pick<Participant, 'type' | 'id'>;

/** Texts reach the programme's own people: any other phone has no consent, no opt-out and no receipts. */
const ofCare = async (table: Table, { type, id }: Who, words: string): Promise<Reach | undefined> => {
  const [mother, worker] = [CARE_PREFIX.case, CARE_PREFIX.worker].map((prefix) =>
    id.startsWith(prefix) ? id.slice(prefix.length) : undefined,
  );
  const isText = TextContent.safeParse(words).success;
  if (type === 'subscriber' && mother !== undefined) return isText ? { way: 'text', caseId: mother } : { reason: 'no_text' };
  if (type !== 'resource' || worker === undefined) return undefined;
  const found = await findWorker(table, worker);
  if (found === undefined) return { reason: 'gone' };
  if (found.phone === undefined) return { reason: 'no_way' };
  return isText ? { way: 'text', workerId: worker, area: found.areas[0] ?? '' } : { reason: 'no_text' };
};

/** The first way of a participant's preference that leads to her; a way without an address is passed over. */
export const reachOf = async (table: Table, participant: Who, words: string): Promise<Reach> => {
  const own = await ofCare(table, participant, words);
  if (own !== undefined) return own;
  const found = await shelf(table, Things[participant.type]).find(participant.id);
  if (found === undefined) return { reason: 'gone' };
  const { email, alert_url: url, alert_preference: preference, status_poll_url: poll } = found.value.details;
  const pollUrl = typeof poll === 'string' ? poll : undefined;
  const ways = waysOf(typeof preference === 'string' ? preference : undefined);
  if (ways.length === 0) return { reason: 'wants_none' };
  for (const way of ways) {
    if (way === 'email' && typeof email === 'string') return { way, address: email, pollUrl };
    if (way === 'url' && typeof url === 'string') return { way, url, pollUrl };
  }
  return { reason: 'no_way' };
};
