/** Requests for e-mails: taken in, moved along, settled. Every move is one transaction, which counts it as well. */
import { EmailsQueued, EmailsSettled } from '../../../events/catalogue.ts';
import { commitBeside, earlierAnswer, outboxItems, withoutOnce, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { settle as commitSettled, shelf, shelfWrite, type Shelved } from '../shelf.ts';
import { countsKept, countsOfNew, partOf, partsOf, recount } from './counts.ts';
import type { Recipient } from './domain/email.ts';
import { countsOf, isSettled, mayBecome, type Counts, type Status } from './domain/status.ts';
import { emailKeyOf, expiryOf, KeptEmails, KeptRequests, type KeptEmail, type KeptRequest } from './records.ts';

/** E-mails of one transaction, with room for the request, the counts of its parts and its facts. */
const IN_ONE_TRANSACTION = 50;

const about = (requestUid: string, version: number) => ({ id: requestUid, version, area: '', programme: '' });

/** An e-mail as it stands afterwards: an address is kept for as long as somebody may have to be told it. */
const moved = ({ recipient, ...rest }: KeptEmail, status: Status, reason: string | undefined): KeptEmail => ({
  ...rest,
  ...((status === 'scheduled' || status === 'processing') && recipient !== undefined ? { recipient } : {}),
  status,
  ...(reason === undefined ? {} : { reason }),
});

/** The writes that move e-mails of one part from where they all stand, guarded by what was read of them. */
export const movesOf = (
  requestUid: string,
  emails: readonly Shelved<KeptEmail>[],
  [from, to]: readonly [Status, Status],
  reason?: string,
): readonly Write[] => {
  const [first] = emails;
  const writes = emails.map(({ value, version }) =>
    shelfWrite(KeptEmails, moved(value, to, reason), { within: requestUid, version: version + 1, replaces: { version } }),
  );
  if (first?.value.part === undefined) return writes;
  const { part, expiresAt } = first.value;
  return [...writes, recount(requestUid, part, { [from]: -emails.length, [to]: emails.length }, expiresAt)];
};

export const emailStore = (table: Table) => {
  const requests = shelf(table, KeptRequests);
  const emailsOf = (requestUid: string) => shelf(table, KeptEmails, requestUid);

  const counts = async (requestUid: string): Promise<Counts> =>
    (await countsKept(table, requestUid)) ?? countsOf((await emailsOf(requestUid).all()).map(({ value }) => value.status));

  return {
    counts,
    /**
     * Keeps a request and lets it be sent. Its e-mails are written first, in as many transactions as it takes; none is sent before the
     * last one, which holds the request and the facts.
     */
    async accept(request: Omit<KeptRequest, 'expiresAt' | 'acceptedAt' | 'total'>, recipients: readonly Recipient[], context: Context) {
      const expiresAt = expiryOf(context.at);
      const { requestUid } = request;
      if ((await earlierAnswer(table, context)) !== undefined || (await requests.find(requestUid)) !== undefined) return;
      const emails = recipients.map((recipient, place) => {
        const number = place + 1;
        const email: KeptEmail = { number, recipient, status: 'scheduled', part: partOf(number), expiresAt };
        return shelfWrite(KeptEmails, email, { within: requestUid });
      });
      const first = Math.max(0, emails.length - IN_ONE_TRANSACTION);
      for (let from = 0; from < first; from += IN_ONE_TRANSACTION)
        await table.transact(emails.slice(from, Math.min(from + IN_ONE_TRANSACTION, first)), derivedId('emails', requestUid, from));
      const kept: KeptRequest = { ...request, acceptedAt: context.at, total: recipients.length, expiresAt };
      const facts = partsOf(recipients.length).map((part) => EmailsQueued.of(part));
      const writes: Write[] = [
        ...emails.slice(first),
        ...countsOfNew(requestUid, recipients.length, expiresAt),
        shelfWrite(KeptRequests, kept, { replaces: 'absent' }),
        ...outboxItems(about(requestUid, 1), context, facts).map((put): Write => ({ put })),
      ];
      await commitBeside(table, context, writes, null);
    },
    /** A request of the calling client. @throws {Problem} RecordNotFound, also for one of another client */
    async ownedBy(client: string, requestUid: string): Promise<KeptRequest> {
      const found = await requests.find(requestUid);
      if (found?.value.client !== client) throw new Problem('RecordNotFound', 'this client has no request of this requestUid');
      return found.value;
    },
    find: async (requestUid: string): Promise<KeptRequest | undefined> => (await requests.find(requestUid))?.value,
    email: async (requestUid: string, number: number): Promise<KeptEmail | undefined> =>
      (await emailsOf(requestUid).find(emailKeyOf(number)))?.value,
    /** The e-mails from one number to another, as they stand: one read. */
    async between(requestUid: string, from: number, to: number): Promise<readonly Shelved<KeptEmail>[]> {
      const items = await table.all(keys.shelf(KeptEmails.name, requestUid), { from: emailKeyOf(from), to: emailKeyOf(to) });
      return items.map((item) => ({ value: KeptEmails.schema.parse(item), version: Number(item['version']) }));
    },
    /** Why e-mails of a request were not sent: how many for each reason. */
    async reasons(requestUid: string): Promise<Readonly<Record<string, number>>> {
      const emails = (await emailsOf(requestUid).all()).map(({ value }) => value);
      const told = emails.flatMap(({ status, reason }) => (status === 'notSent' && reason !== undefined ? [reason] : []));
      return Object.fromEntries([...new Set(told)].map((reason) => [reason, told.filter((each) => each === reason).length]));
    },
    /**
     * Moves an e-mail on; one that may not go there stays where it is.
     * @returns whether it moved
     * @throws {Problem} VersionConflict when others kept moving it meanwhile
     */
    move: (requestUid: string, number: number, status: Status, context: Context, reason?: string): Promise<boolean> =>
      commitSettled(table, withoutOnce(context), async () => {
        const seen = await emailsOf(requestUid).find(emailKeyOf(number));
        if (seen === undefined || !mayBecome(seen.value.status, status)) return { writes: [], answer: false };
        return { writes: movesOf(requestUid, [seen], [seen.value.status, status], reason), answer: true };
      }),
    /** Tells once that nothing of a request is under way any more, where somebody wants to be told. */
    async settle(requestUid: string, context: Context): Promise<void> {
      const seen = await requests.find(requestUid);
      if (seen?.value.callbackUri === undefined || seen.value.settledAt !== undefined || !isSettled(await counts(requestUid))) return;
      const told = outboxItems(about(requestUid, 2), context, [EmailsSettled.of({})]).map((put): Write => ({ put }));
      const { once: _once, ...plain } = context;
      const settled = { ...seen.value, settledAt: context.at };
      const asItself = { ...plain, causationId: `${context.causationId}:settled`.slice(-128) };
      try {
        await requests.put(settled, asItself, seen, told);
      } catch (error) {
        // nothing but this changes a request: whoever was faster has told it
        if (!isProblem(error) || error.name !== 'VersionConflict') throw error;
      }
    },
  };
};
export type EmailStore = ReturnType<typeof emailStore>;
