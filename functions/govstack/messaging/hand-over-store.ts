/** What was handed over to the Messaging block of the country: begun, taken, taken back, heard of. Every step is one transaction with the counts. */
import { withoutOnce, type Context } from '../../casefile/files.ts';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { settle, shelf, shelfWrite, type Shelved } from '../shelf.ts';
import { recount } from './counts.ts';
import { endOf, FATE_UNKNOWN } from './domain/patience.ts';
import { differenceOf, NOTHING, type Counts, type Status } from './domain/status.ts';
import { withDue } from './due.ts';
import { KeptEmails, KeptHandOvers, type KeptEmail, type KeptHandOver } from './records.ts';
import { movesOf, type EmailStore } from './store.ts';

export interface HandOverStoreNeeds {
  readonly table: Table;
  readonly store: EmailStore;
  /** Partitions of the due index. */
  readonly shards: () => number;
}

/** E-mails with the same words that are handed over together. */
export interface Group {
  readonly handOverId: string;
  /** In their order; of one part. */
  readonly emails: readonly KeptEmail[];
}

const numbersOf = ({ emails }: Group): readonly number[] => emails.map(({ number }) => number);

/** What really changed; undefined when nothing did. */
const changesOf = (difference: Counts): Partial<Record<Status, number>> | undefined => {
  const changed = Object.entries(difference).filter(([, by]) => by !== 0);
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
};

export const handOverStore = ({ table, store, shards }: HandOverStoreNeeds) => {
  const handOversOf = (requestUid: string) => shelf(table, KeptHandOvers, requestUid);

  /** The write of a hand-over; one that is to be asked about stands in the due index. */
  const handOverWrite = (requestUid: string, handOver: KeptHandOver, seen: Shelved<KeptHandOver> | undefined): Write => {
    const version = (seen?.version ?? 0) + 1;
    const write = shelfWrite(KeptHandOvers, handOver, {
      within: requestUid,
      version,
      replaces: seen === undefined ? 'absent' : { version: seen.version },
    });
    return withDue(write, { kind: 'emails', requestUid, id: handOver.handOverId, at: handOver.askAt, shards: shards() });
  };

  /** The e-mails of these numbers, where all of them stand there. */
  const standing = async (requestUid: string, numbers: readonly number[], status: Status) => {
    const seen = await store.between(requestUid, Math.min(...numbers), Math.max(...numbers));
    const found = seen.filter(({ value }) => numbers.includes(value.number) && value.status === status);
    return found.length === numbers.length ? found : undefined;
  };

  /** Forgets to whom e-mails went: nobody has to be told any more. */
  const forgetting = async (requestUid: string, numbers: readonly number[]): Promise<readonly Write[]> =>
    ((await standing(requestUid, numbers, 'processing')) ?? []).map(({ value: { recipient: _recipient, ...email }, version }) =>
      shelfWrite(KeptEmails, email, { within: requestUid, version: version + 1, replaces: { version } }),
    );

  /** Moves the e-mails of a group that the block did not take: their hand-over is gone, so that nothing can be heard of it. */
  const move = (
    requestUid: string,
    group: Group,
    [from, to]: readonly [Status, Status],
    context: Context,
    { reason, alone }: { readonly reason?: string; readonly alone?: true } = {},
  ) =>
    settle(table, withoutOnce(context), async () => {
      const found = await standing(requestUid, numbersOf(group), from);
      if (found === undefined) return { writes: [], answer: false };
      const gone: Write = { remove: { pk: keys.shelf(KeptHandOvers.name, requestUid), sk: group.handOverId } };
      const emails = alone === undefined ? found : found.map((email) => ({ ...email, value: { ...email.value, alone } }));
      return { writes: [...movesOf(requestUid, emails, [from, to], reason), gone], answer: true };
    });

  return {
    /** Takes a group in hand. @returns false when somebody else has one of its e-mails */
    begin: (requestUid: string, group: Group, context: Context): Promise<boolean> =>
      settle(table, withoutOnce(context), async () => {
        const numbers = numbersOf(group);
        const found = await standing(requestUid, numbers, 'scheduled');
        const [first] = found ?? [];
        if (found === undefined || first === undefined) return { writes: [], answer: false };
        const { part, expiresAt } = first.value;
        const handOver: KeptHandOver = {
          handOverId: group.handOverId,
          numbers: [...numbers],
          ...(part === undefined ? {} : { part }),
          counts: { ...NOTHING, processing: numbers.length },
          asked: 0,
          askAt: endOf(context.at),
          expiresAt,
        };
        const seen = await handOversOf(requestUid).find(group.handOverId);
        const moves = movesOf(requestUid, found, ['scheduled', 'processing']);
        return { writes: [handOverWrite(requestUid, handOver, seen), ...moves], answer: true };
      }),
    /** It certainly took none of them: they wait again. */
    undone: (requestUid: string, group: Group, context: Context) => move(requestUid, group, ['processing', 'scheduled'], context),
    /** It refused them together: each waits again, and goes alone. */
    parted: (requestUid: string, group: Group, context: Context) =>
      move(requestUid, group, ['processing', 'scheduled'], context, { alone: true }),
    /** It refused them for good. */
    refused: (requestUid: string, group: Group, reason: string, context: Context) =>
      move(requestUid, group, ['processing', 'notSent'], context, { reason }),
    /** Ends what the block may have taken and never gave a name: it is not sent again, and nobody waits for it for ever. @returns whether it was so */
    giveUp: (requestUid: string, handOverId: string, context: Context): Promise<boolean> =>
      settle(table, withoutOnce(context), async () => {
        const seen = await handOversOf(requestUid).find(handOverId);
        if (seen === undefined || seen.value.requestUid !== undefined) return { writes: [], answer: false };
        const { askAt, ...kept } = seen.value;
        const found = await standing(requestUid, kept.numbers, 'processing');
        if (askAt === undefined || askAt > context.at || found === undefined) return { writes: [], answer: false };
        const over = { ...kept, counts: { ...NOTHING, notSent: kept.numbers.length } };
        const moves = movesOf(requestUid, found, ['processing', 'notSent'], FATE_UNKNOWN);
        return { writes: [handOverWrite(requestUid, over, seen), ...moves], answer: true };
      }),
    /**
     * Keeps what was heard of a hand-over; once the block has given it a name, it has been taken.
     * @param hear says what was heard, of what was read; when somebody else was faster, it is asked again
     */
    hear: (requestUid: string, handOverId: string, context: Context, hear: (seen: KeptHandOver) => Promise<KeptHandOver | undefined>) =>
      settle(table, withoutOnce(context), async () => {
        const seen = await handOversOf(requestUid).find(handOverId);
        const heard = seen === undefined ? undefined : await hear(seen.value);
        if (seen === undefined || heard === undefined) return { writes: [], answer: null };
        const { part, numbers, expiresAt } = heard;
        const change = changesOf(differenceOf(seen.value.counts, heard.counts));
        const isTaken = seen.value.requestUid === undefined && heard.requestUid !== undefined;
        const writes = [
          handOverWrite(requestUid, heard, seen),
          ...(change === undefined || part === undefined ? [] : [recount(requestUid, part, change, expiresAt)]),
          ...(isTaken ? await forgetting(requestUid, numbers) : []),
        ];
        return { writes, answer: null };
      }),
  };
};
export type HandOverStore = ReturnType<typeof handOverStore>;
