import middy from '@middy/core';
import type { EventBridgeEvent, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { flushMetrics, logger } from './observability.ts';
import { prepared } from './prepare.ts';
import { kindsOf, unlessRefused, type Subscription } from './subscriber.ts';

/** Works a batch off, one message after the other, and answers which failed: those are handed over again, the others are done. */
const worksOff = (work: (record: SQSRecord) => Promise<void>) =>
  middy(async ({ Records: records }: SQSEvent): Promise<SQSBatchResponse> => {
    await prepared();
    const failures: string[] = [];
    for (const record of records) {
      logger.resetKeys();
      logger.appendKeys({ messageId: record.messageId });
      try {
        await work(record);
      } catch (error) {
        logger.error('message failed', { error: error as Error });
        failures.push(record.messageId);
      }
    }
    flushMetrics();
    return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
  });

/** A Lambda function that takes facts from its queue: as a subscriber, but no faster than its wiring says, each fact retried alone. */
export const factConsumer = (subscriptions: readonly Subscription[]) => ({
  handler: worksOff(async ({ body }) => {
    const event = JSON.parse(body) as EventBridgeEvent<string, unknown>;
    const takers = subscriptions.filter(({ detailType }) => detailType === event['detail-type']);
    const results = await Promise.allSettled(takers.map(({ name, run }) => unlessRefused(name, () => run(event))));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason as Error;
  }),
  manifest: {
    kind: 'consumers' as const,
    facts: [...new Set(subscriptions.map(({ detailType }) => detailType))],
    kinds: kindsOf(subscriptions),
  },
});

/** What a topic published, or somebody sent to the queue. Its text comes from outside: it is never taken for a fact. */
export interface QueuedMessage {
  /** The same at each try. */
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The instant (UTC, ISO 8601) at which it came into the queue; the time of everything that it causes. */
  readonly at: string;
}

/** A Lambda function that takes messages from its queue. */
export const messageConsumer = (name: string, run: (message: QueuedMessage) => Promise<void>) => ({
  handler: worksOff(({ messageId, body, attributes, messageAttributes }) =>
    unlessRefused(name, () =>
      run({
        id: messageId,
        body,
        attributes: Object.fromEntries(Object.entries(messageAttributes).map(([key, { stringValue = '' }]) => [key, stringValue])),
        at: new Date(Number(attributes.SentTimestamp)).toISOString(),
      }),
    ),
  ),
  manifest: { kind: 'consumers' as const, facts: [], kinds: {} },
});
