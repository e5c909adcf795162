import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Encryption } from '../access/encryption.ts';
import { isAllowed } from '../access/evaluate.ts';
import { assume } from '../access/principal.ts';
import type { Assembly } from '../assembly/assembly.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import type { Functions } from '../functions/functions.ts';
import { failed } from '../functions/protocol.ts';
import { isObject, parseJson, type Json, type JsonObject } from '../json.ts';
import type { Activity } from '../runtime/activity.ts';
import type { Clock, Timer } from '../runtime/clock.ts';
import { AwsError, SystemStopped } from '../runtime/errors.ts';
import type { QueueMessage, Queues } from './queues.ts';

/** `MaximumBatchingWindowInSeconds` is taken and not waited for: what is sent at one instant is handed over together. */
const MappingProperties = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.coerce.number().int().min(1).max(10_000).default(10),
  Enabled: z.boolean().default(true),
  MaximumBatchingWindowInSeconds: z.coerce.number().int().min(0).max(300).default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.coerce.number().int().min(2).max(1000).optional() }).default({}),
  Tags: z.unknown().optional(),
});

/** An event source mapping from a queue to a function. */
interface QueueMapping {
  readonly queueArn: string;
  readonly target: FunctionDefinition;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly reportsItemFailures: boolean;
}

/** Lambda takes more from a queue by and by; here it is as many batches as a function has environments. */
const DEFAULT_CONCURRENCY = 4;
const LARGEST_BATCH_WITHOUT_WINDOW = 10;
const READ_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** @throws Error for what AWS refuses as well: a queue that shows messages again too early, a role that may not read it */
const readMappings = (assembly: Assembly, functions: Functions, queues: Queues, encryption: Encryption): readonly QueueMapping[] =>
  assembly.ofType('AWS::Lambda::EventSourceMapping').flatMap(({ logicalId, properties }) => {
    const source = String(properties['EventSourceArn']);
    if (!queues.has(source)) return [];
    const parsed = MappingProperties.safeParse(properties);
    if (!parsed.success) throw new Error(`${logicalId}: ${z.prettifyError(parsed.error)}`);
    const mapping = parsed.data;
    if (!mapping.Enabled) return [];
    const target = functions.all.find(({ name, arn }) => name === mapping.FunctionName || arn === mapping.FunctionName);
    if (target === undefined) throw new Error(`${logicalId}: there is no function ${mapping.FunctionName}`);
    if (mapping.BatchSize > LARGEST_BATCH_WITHOUT_WINDOW && mapping.MaximumBatchingWindowInSeconds === 0)
      throw new Error(`${logicalId}: a batch of more than ${LARGEST_BATCH_WITHOUT_WINDOW} needs a batching window`);
    const visibleAfter = queues.visibilitySecondsOf(source);
    if (visibleAfter < target.timeoutSeconds)
      throw new Error(
        `${logicalId}: the queue shows a message again after ${visibleAfter} s, and ${target.construct} may take ${target.timeoutSeconds} s`,
      );
    for (const action of READ_ACTIONS) {
      if (!isAllowed(target.role.statements, { action, resource: source, context: {} }))
        throw new Error(`${logicalId}: role ${target.role.name} of ${target.logicalId} may not ${action} on ${source}`);
    }
    if (!encryption.opens(assume(target.role, target.name), source))
      throw new Error(`${logicalId}: role ${target.role.name} may not use the key of ${source}`);
    return [
      {
        queueArn: source,
        target,
        batchSize: mapping.BatchSize,
        concurrency: mapping.ScalingConfig.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
        reportsItemFailures: mapping.FunctionResponseTypes.length > 0,
      },
    ];
  });

const recordOf = (queueArn: string, region: string, { id, body, at, attributes, receives }: QueueMessage): JsonObject => ({
  messageId: id,
  receiptHandle: id,
  body,
  attributes: {
    ApproximateReceiveCount: String(receives),
    ApproximateFirstReceiveTimestamp: String(Date.parse(at)),
    SenderId: 'local',
    SentTimestamp: String(Date.parse(at)),
  },
  messageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, stringValue]) => [
      name,
      { dataType: 'String', stringValue, stringListValues: [], binaryListValues: [] },
    ]),
  ),
  md5OfBody: createHash('md5').update(body).digest('hex'),
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});

/** Which messages of a batch are done with, by what the function answered. */
const doneOf = (batch: readonly QueueMessage[], answer: Json, reportsItemFailures: boolean): readonly QueueMessage[] => {
  const failures = reportsItemFailures && isObject(answer) ? answer['batchItemFailures'] : undefined;
  if (failures === undefined || failures === null) return batch;
  const ids = Array.isArray(failures)
    ? failures.map((each: unknown) => (isObject(each) ? each['itemIdentifier'] : undefined))
    : [undefined];
  // an answer that names what is not in the batch fails all of it
  if (ids.some((id) => !batch.some((message) => message.id === id))) return [];
  return batch.filter(({ id }) => !ids.includes(id));
};

interface Needs {
  readonly assembly: Assembly;
  readonly functions: Functions;
  readonly queues: Queues;
  readonly encryption: Encryption;
  readonly clock: Clock;
  readonly activity: Activity;
}

/** The queues' consumers: a message that fails is seen again after the visibility timeout, until the queue redrives it. */
export interface QueueMappings {
  /** Takes up what an earlier process left in the queues. */
  readonly resume: () => void;
}

export const startQueueMappings = ({ assembly, functions, queues, encryption, clock, activity }: Needs): QueueMappings => {
  const consumers = readMappings(assembly, functions, queues, encryption).map(
    ({ queueArn, target, batchSize, concurrency, reportsItemFailures }) => {
      let running = 0;
      let polling = false;
      let timer: Timer | undefined;

      const work = async (batch: readonly QueueMessage[]): Promise<void> => {
        try {
          const Records = batch.map((message) => recordOf(queueArn, assembly.region, message));
          const invocation = await functions.invoke(target.arn, JSON.stringify({ Records }));
          if (failed(invocation)) return;
          for (const { id } of doneOf(batch, parseJson(invocation.payload), reportsItemFailures)) queues.delete(id);
        } catch (error) {
          // a throttled batch is seen again like a failed one
          if (!(error instanceof SystemStopped) && !(error instanceof AwsError)) throw error;
        }
      };
      const take = (): void => {
        while (running < concurrency) {
          const batch = queues.receive(queueArn, batchSize);
          if (batch.length === 0) break;
          running++;
          void activity.track(work(batch)).finally(() => {
            running--;
            poll();
          });
        }
        timer?.cancel();
        const next = queues.nextVisible(queueArn);
        if (next !== undefined && next > clock.now()) timer = clock.at(next, poll);
      };
      /** Once for all that is sent in one turn, so that it is one batch. */
      const poll = (): void => {
        if (polling) return;
        polling = true;
        const end = activity.begin();
        setImmediate(() => {
          polling = false;
          take();
          end();
        });
      };
      queues.onSend(queueArn, poll);
      return { poll };
    },
  );
  return {
    resume: () => {
      for (const { poll } of consumers) poll();
    },
  };
};
