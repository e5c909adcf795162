/**
 * What nobody takes now: e-mails of a request, or the call to whoever asked for them. It waits on a shelf and in the due index until it is
 * taken or given up.
 */
import { withoutOnce, type Context } from '../../casefile/files.ts';
import { isProblem } from '../../kernel/problem.ts';
import { count } from '../../runtime/observability.ts';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { settle, shelf, shelfWrite } from '../shelf.ts';
import type { Part } from './counts.ts';
import { afterTry, NOT_TAKEN_IN_TIME } from './domain/patience.ts';
import { withDue } from './due.ts';
import { expiryOf, KeptWaits, type KeptWait } from './records.ts';
import { movesOf, type EmailStore } from './store.ts';

export interface WaitingNeeds {
  readonly table: Table;
  readonly store: EmailStore;
  /** Partitions of the due index. */
  readonly shards: () => number;
  /** Sends what is left of a part. @throws {Problem} PartnerUnavailable when it is not taken now */
  readonly send: (requestUid: string, part: Part, context: Context) => Promise<void>;
  /** Calls whoever asked. @throws {Problem} PartnerUnavailable when the call is not taken now */
  readonly callBack: (requestUid: string, context: Context) => Promise<void>;
}

/** The e-mails of a part, or the call that tells what came of them all. */
export type Task = Part | 'callback';

const nameOf = (task: Task): string => (task === 'callback' ? task : `emails-${String(task.from)}`);

export const waiting = ({ table, store, shards, send, callBack }: WaitingNeeds) => {
  const waitsOf = (requestUid: string) => shelf(table, KeptWaits, requestUid);
  const goneOf = (requestUid: string, name: string): Write => ({ remove: { pk: keys.shelf(KeptWaits.name, requestUid), sk: name } });

  /** Keeps that a task is not done: the queue tries it again, the sweep, or nobody. */
  const putOff = (requestUid: string, task: Task, context: Context) =>
    settle(table, withoutOnce(context), async () => {
      const name = nameOf(task);
      const seen = await waitsOf(requestUid).find(name);
      const unsent =
        task === 'callback'
          ? []
          : (await store.between(requestUid, task.from, task.to)).filter(({ value: { status } }) => status === 'scheduled');
      const verdict = afterTry(seen?.value, task === 'callback' ? 1 : unsent.length, context.at);
      if (verdict.again === 'never') {
        const moves = movesOf(requestUid, unsent, ['scheduled', 'notSent'], NOT_TAKEN_IN_TIME);
        return { writes: [...moves, goneOf(requestUid, name)], answer: verdict.again };
      }
      const { tryAt } = verdict.patience;
      const kept: KeptWait = {
        name,
        ...(task === 'callback' ? {} : { part: task }),
        ...verdict.patience,
        expiresAt: expiryOf(context.at),
      };
      const write = shelfWrite(KeptWaits, kept, {
        within: requestUid,
        version: (seen?.version ?? 0) + 1,
        replaces: seen === undefined ? 'absent' : { version: seen.version },
      });
      const due = { kind: 'emailsWaiting', requestUid, id: name, at: tryAt, shards: shards() } as const;
      return { writes: [withDue(write, due)], answer: verdict.again };
    });

  /** Nothing is left of a task. */
  const done = (requestUid: string, task: Task, context: Context) =>
    settle(table, withoutOnce(context), async () => {
      const name = nameOf(task);
      const seen = await waitsOf(requestUid).find(name);
      return { writes: seen === undefined ? [] : [goneOf(requestUid, name)], answer: null };
    });

  /** @throws {Problem} PartnerUnavailable when the queue is to try it again at once */
  const attempt = async (requestUid: string, task: Task, context: Context): Promise<void> => {
    try {
      await (task === 'callback' ? callBack(requestUid, context) : send(requestUid, task, context));
    } catch (error) {
      if (!isProblem(error) || error.name !== 'PartnerUnavailable') throw error;
      const again = await putOff(requestUid, task, context);
      if (again === 'now') throw error;
      if (again === 'later') return;
      count('NotTakenInTime');
      if (task !== 'callback') await store.settle(requestUid, context);
      return;
    }
    await done(requestUid, task, context);
  };

  return {
    attempt,
    /** Tries again what waits under a name, when its time has come. */
    async retry(requestUid: string, name: string, context: Context): Promise<void> {
      const seen = await waitsOf(requestUid).find(name);
      if (seen === undefined || seen.value.tryAt > context.at) return;
      await attempt(requestUid, seen.value.part ?? 'callback', context);
    },
  };
};
