import { derivedId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Workflows } from '../runtime/workflows.ts';
import { TransactionContended, TransactionRefused, type Table, type Write } from '../table/table.ts';
import { woken, type Lane, type Waking } from './domain/lane.ts';
import { findLane, laneWrite } from './records.ts';

export interface WakeNeeds {
  readonly table: Table;
  readonly workflows: Workflows;
  readonly shards: () => number;
}

export interface Wake {
  readonly webhookId: string;
  readonly caseId: string;
  readonly area: string;
  readonly programme: string;
  /** What it is woken for. */
  readonly cause: string;
  readonly at: string;
  /** The webhook is paused: what is there to send waits. */
  readonly quiet?: boolean;
  /** @default gently */
  readonly manner?: Waking['manner'];
  /** Until when the lane is of use, in seconds since 1970; @default without an end */
  readonly expiresAt?: number;
  /** Written with the lane. */
  readonly also?: readonly Write[];
}

const TRIES = 8;

/** Whether a transaction may succeed when what it was made from is read anew. */
export const isOvertaken = (error: unknown): boolean => error instanceof TransactionRefused || error instanceof TransactionContended;

/**
 * Tells a lane that there is something to send, and starts its state machine where none is at it. The one that holds it is started by its
 * name as well, which does nothing where it runs: so a start that was lost is made up for by the next fact.
 * @throws {Problem} VersionConflict
 */
export const wakeLane = async ({ table, workflows, shards }: WakeNeeds, wake: Wake): Promise<void> => {
  const { webhookId, caseId, area, programme, cause, at, quiet = false, manner = 'gently', also = [], expiresAt } = wake;
  for (let tryNumber = 1; ; tryNumber += 1) {
    const found = await findLane(table, webhookId, caseId);
    const before: Lane = found ?? { webhookId, caseId, version: 0, cursor: '', pending: false, area, programme, expiresAt };
    // of its own at each version: one that has ended starts no second time under its name
    const execution = derivedId('webhookLane', webhookId, caseId, cause, before.version);
    const lane = woken(before, { at, execution, quiet, manner });
    try {
      const writes = [laneWrite(lane, before.version, shards()), ...also];
      await table.transact(writes, derivedId('token', cause, before.version, JSON.stringify(writes)));
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      if (tryNumber === TRIES) throw new Problem('VersionConflict', 'the lane is being changed by others', { cause: error });
      continue;
    }
    if (lane.holder !== undefined && !quiet) await workflows.start('webhook-lane', lane.holder, { webhookId, caseId });
    return;
  }
};
