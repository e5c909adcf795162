import type { Encryption } from '../access/encryption.ts';
import { isAllowed } from '../access/evaluate.ts';
import { assume } from '../access/principal.ts';
import { isObject, type Json } from '../json.ts';
import type { Activity } from '../runtime/activity.ts';
import type { Clock } from '../runtime/clock.ts';
import { SystemStopped } from '../runtime/errors.ts';
import type { Queues } from './queues.ts';
import type { Mapping } from './mapping.ts';

interface Queued {
  readonly id: string;
  readonly record: Json;
}

/** One shard: batches go to the function one after the other, and a batch that fails holds up those behind it. */
export interface Lane {
  readonly add: (queued: Queued) => void;
}

interface Needs {
  readonly mapping: Mapping;
  /** Runs the function. @returns what it answered, undefined when it failed */
  readonly run: (records: readonly Json[]) => Promise<Json | undefined>;
  readonly queues: Queues;
  readonly encryption: Encryption;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly acknowledge: (id: string) => void;
  readonly lost: (why: string, payload: string) => void;
}

const LONGEST_PAUSE_SECONDS = 60;

export const startLane = ({ mapping, run, queues, encryption, clock, activity, acknowledge, lost }: Needs): Lane => {
  let waiting: Queued[] = [];
  let working = false;

  const mayPutAside = ({ onFailureArn, target }: Mapping): boolean =>
    onFailureArn !== undefined &&
    queues.has(onFailureArn) &&
    isAllowed(target.role.statements, { action: 'sqs:SendMessage', resource: onFailureArn, context: {} }) &&
    encryption.allows(assume(target.role, target.name), onFailureArn);

  const giveUp = (batch: readonly Queued[], attempts: number) => {
    const { onFailureArn, target, table } = mapping;
    const DDBStreamBatchInfo = {
      shardId: 'local',
      startSequenceNumber: batch[0]?.id ?? '',
      endSequenceNumber: batch.at(-1)?.id ?? '',
      batchSize: batch.length,
      streamArn: table.streamArn,
    };
    const requestContext = {
      requestId: 'local',
      functionArn: target.arn,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: attempts,
    };
    const notice = JSON.stringify({ version: '1.0', timestamp: new Date(clock.now()).toISOString(), requestContext, DDBStreamBatchInfo });
    if (onFailureArn !== undefined && mayPutAside(mapping)) queues.send(onFailureArn, notice);
    else lost(`${target.construct} gave up on records of ${table.name} and has no queue for them`, notice);
    for (const { id } of batch) acknowledge(id);
  };

  /** @returns how many records, from the first, are done with */
  const attempt = async (batch: readonly Queued[]): Promise<number> => {
    let answer: Json | undefined;
    try {
      answer = await run(batch.map(({ record }) => record));
    } catch (error) {
      if (error instanceof SystemStopped) throw error;
      return 0; // throttled
    }
    if (answer === undefined) return 0;
    const failures =
      mapping.reportsItemFailures && isObject(answer) && Array.isArray(answer['batchItemFailures']) ? answer['batchItemFailures'] : [];
    const failedIds = new Set(failures.map((failure: unknown) => (isObject(failure) ? failure['itemIdentifier'] : undefined)));
    if (failedIds.size === 0) return batch.length;
    const first = batch.findIndex(({ id }) => failedIds.has(id));
    return Math.max(0, first); // an unknown identifier fails the whole batch
  };

  const pause = (seconds: number) => new Promise<void>((resolve) => void clock.at(clock.now() + seconds * 1000, resolve));

  /** Works one batch off, with retries; a failing batch is halved where the mapping says so. */
  const work = async (batch: readonly Queued[], attemptsBefore = 0): Promise<void> => {
    let rest = batch;
    for (let attempts = attemptsBefore + 1; rest.length > 0; attempts++) {
      const done = await activity.track(attempt(rest));
      for (const { id } of rest.slice(0, done)) acknowledge(id);
      rest = rest.slice(done);
      if (rest.length === 0) return;
      if (done > 0) attempts = 0;
      if (mapping.retries >= 0 && attempts > mapping.retries) {
        giveUp(rest, attempts);
        return;
      }
      await pause(Math.min(2 ** (attempts - 1), LONGEST_PAUSE_SECONDS));
      if (mapping.bisects && rest.length > 1) {
        const middle = Math.ceil(rest.length / 2);
        await work(rest.slice(0, middle), attempts);
        return work(rest.slice(middle), attempts);
      }
    }
  };

  const drain = async () => {
    working = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mapping.batchSize);
      waiting = waiting.slice(mapping.batchSize);
      await work(batch);
    }
    working = false;
  };

  return {
    add(queued) {
      waiting.push(queued);
      if (working) return;
      working = true;
      // the records of one write arrive together: they are gathered before the function is called
      const end = activity.begin();
      setImmediate(() => {
        drain().catch((error: unknown) => {
          if (!(error instanceof SystemStopped)) throw error;
        });
        end();
      });
    },
  };
};
