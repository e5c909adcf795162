/** Texts to mothers on behalf of others: by her case or her programme number, never by a phone, through our own queue. */
import { commitBeside, earlierAnswer, unchanged, type CaseFiles, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import { messageOf, prepared } from '../../messaging/domain/message.ts';
import type { MessageState } from '../../messaging/records.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { RefusedRow } from '../../runtime/refusals.ts';
import type { Table } from '../../table/table.ts';
import { shelf, shelfWrite } from '../shelf.ts';
import { countsOf, type Counts, type Status } from './domain/status.ts';
import { expiryOf, KeptTextRequests } from './records.ts';

export interface TextNeeds {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
}

/** A mother, as a caller names her. */
export type Reference = { readonly caseId: string } | { readonly programmeNumber: string };

/** How a text of ours stands, in the block's words. Without a receipt, what was sent is under way. */
const STATUS_OF: Readonly<Record<MessageState, Status>> = {
  scheduled: 'scheduled',
  queued: 'scheduled',
  sending: 'processing',
  sent: 'processing',
  delivered: 'delivered',
  failed: 'bounced',
  cleared: 'notSent',
  muted: 'notSent',
  denied: 'notSent',
  duplicate: 'notSent',
};

/** The case of a programme number. @throws {Problem} NumberNotFound */
const caseOf = async ({ table }: TextNeeds, reference: Reference): Promise<string> => {
  if ('caseId' in reference) return reference.caseId;
  const { items } = await table.pageOf('lookup', `NUMBER#${reference.programmeNumber}`, {}, { limit: 1 });
  const caseId = items[0]?.['caseId'];
  if (typeof caseId !== 'string') throw new Problem('NumberNotFound', 'no case has this programme number');
  return caseId;
};

/** Puts a text to a mother in the queue, under her consent to messages, what she has muted, and the hours in which she sleeps. */
const tell = async (needs: TextNeeds, reference: Reference, content: string, causedBy: string, context: Context) => {
  const caseId = await caseOf(needs, reference);
  const { once: _once, ...plain } = context;
  const messageId = derivedId('message', causedBy, 'campaign');
  await needs.files.change(caseId, { ...plain, causationId: causedBy }, (file) => {
    if (file.root.erasedOn !== undefined) throw new Problem('RecordErased', 'nobody is left to be texted about this record');
    if (messageOf(file, messageId) !== undefined) return unchanged(null);
    const programme = needs.programmes.get(file.root.programme);
    const letter = { template: 'campaign', variables: { text: content } } as const;
    return { ...prepared(file, programme, letter, { at: context.at, causedBy }), answer: null };
  });
  return { caseId, messageId };
};

/** Refusals that concern one recipient and keep no other from her text. */
const ofOne = (error: unknown): error is Problem =>
  isProblem(error) && ['CaseNotFound', 'NumberNotFound', 'CaseOfAnotherPartner', 'OutsideYourArea', 'RecordErased'].includes(error.name);

/**
 * Takes a request for texts. In a batch, a mother whom the caller may not text, or who is not there, is counted and told by her row.
 * @throws {Problem} those of a single recipient; in a batch that of the last, when nobody in it may be texted
 */
export const sendTexts = async (
  needs: TextNeeds,
  { requestUid, client, recipients, content }: { requestUid: string; client: string; recipients: readonly Reference[]; content: string },
  context: Context,
): Promise<readonly RefusedRow[]> => {
  await earlierAnswer(needs.table, context);
  const texts: { caseId: string; messageId: string }[] = [];
  const refused: RefusedRow[] = [];
  for (const [place, reference] of recipients.entries()) {
    try {
      texts.push(await tell(needs, reference, content, derivedId('text', requestUid, place), context));
    } catch (error) {
      const isLast = place === recipients.length - 1;
      if ((isLast && texts.length === 0) || !ofOne(error)) throw error;
      refused.push({ row: place + 1, problem: error });
    }
  }
  const kept = { requestUid, client, texts, refused: refused.length, expiresAt: expiryOf(context.at) };
  await commitBeside(needs.table, context, [shelfWrite(KeptTextRequests, kept)], null);
  return refused;
};

/** How the texts of a request stand. @throws {Problem} RecordNotFound */
export const textCounts = async (needs: TextNeeds, client: string, requestUid: string, context: Context): Promise<Counts> => {
  const found = await shelf(needs.table, KeptTextRequests).find(requestUid);
  if (found?.value.client !== client) throw new Problem('RecordNotFound', 'this client has no request of this requestUid');
  const statuses = await Promise.all(
    found.value.texts.map(async ({ caseId, messageId }): Promise<Status> => {
      const message = messageOf(await needs.files.open(caseId, context), messageId);
      return message === undefined ? 'notSent' : STATUS_OF[message.state];
    }),
  );
  return countsOf([...statuses, ...Array.from({ length: found.value.refused }, (): Status => 'notSent')]);
};
