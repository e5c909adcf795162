import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { publish, type Outgoing } from '../../runtime/bus.ts';
import { logger } from '../../runtime/observability.ts';
import { itemOfImage } from '../../table/dynamo.ts';
import type { Item } from '../../table/table.ts';

const outgoingOf = (item: Item): Outgoing => ({
  source: String(item['source']),
  detailType: String(item['detailType']),
  detail: String(item['detail']),
  at: String(item['at']),
});

/** Forwards inserted outbox items from the table's stream to the bus, in order; what the bus does not take is sent again from there on. */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const events = Records.flatMap(({ eventName, dynamodb }) => {
    const item = itemOfImage(dynamodb?.NewImage);
    return eventName === 'INSERT' && item?.entity === 'event'
      ? [{ outgoing: outgoingOf(item), sequence: dynamodb?.SequenceNumber ?? '' }]
      : [];
  });
  const failed = await publish(events.map(({ outgoing }) => outgoing));
  if (failed.length > 0) logger.warn('the bus refused events', { refused: failed.length });
  const first = events[Math.min(...failed, events.length)];
  return { batchItemFailures: first === undefined ? [] : [{ itemIdentifier: first.sequence }] };
};

export const manifest = { kind: 'relay' as const };
