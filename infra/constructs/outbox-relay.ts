import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ContextFunction } from './context-function.ts';

export interface OutboxRelayProps {
  readonly relay: ContextFunction;
  readonly streamArn: string;
  readonly deadLetters: IQueue;
}

/**
 * Feeds the relay with the events that transactions inserted into the table, in order for each case. A record that fails is
 * tried alone and again for twelve hours, half of what the stream keeps, before its place in the stream is put with the dead letters.
 */
export class OutboxRelay extends Construct {
  constructor(scope: Construct, id: string, { relay, streamArn, deadLetters }: OutboxRelayProps) {
    super(scope, id);
    relay.lambda.addEventSourceMapping('Outbox', {
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [
        FilterCriteria.filter({
          eventName: ['INSERT'],
          dynamodb: { NewImage: { entity: { S: ['event'] } } },
        }),
      ],
      batchSize: 100,
      parallelizationFactor: 4,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 10_000,
      maxRecordAge: Duration.hours(12),
      onFailure: new SqsDlq(deadLetters),
    });
  }
}
