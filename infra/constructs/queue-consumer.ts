import { Duration } from 'aws-cdk-lib';
import { Match, Rule, type EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Subscription, SubscriptionProtocol, type ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption, type IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ContextFunction } from './context-function.ts';
import { narrow, type SubscriptionProps } from './subscription.ts';
import type { QueueWiring } from './wiring.ts';

const DAY = Duration.hours(24);

export interface QueueConsumerProps {
  /** Where a message goes that failed on every try, or that could not be put into the queue for a day. */
  readonly deadLetters: IQueue;
  readonly storageKey: IKey;
  /** Of the function: a message is hidden for six times as long, so that it is not tried twice at once. */
  readonly timeoutSeconds: number;
  readonly wiring: QueueWiring;
}

/**
 * A queue before a function: what comes faster than the function, or a partner behind it, can take waits here, and each message is
 * tried again on its own. It is made before the function, whose role names it.
 */
export class QueueConsumer extends Construct {
  readonly queue: Queue;
  readonly #props: QueueConsumerProps;

  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id);
    this.#props = props;
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.storageKey,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(6 * props.timeoutSeconds),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: props.deadLetters, maxReceiveCount: props.wiring.maxReceives ?? 5 },
    });
  }

  /** One rule that puts facts into the queue. The key lets the bus in, so nothing is added to it, as CDK's own target would. */
  takeFacts(bus: EventBus, facts: readonly string[], kinds: SubscriptionProps['kinds'] = {}): void {
    const { deadLetters } = this.#props;
    const rule = new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: { source: Match.prefix('nestling.'), detailType: [...facts].sort() },
      targets: [
        {
          bind: () => ({
            arn: this.queue.queueArn,
            deadLetterConfig: { arn: deadLetters.queueArn },
            retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: DAY.toSeconds() },
          }),
        },
      ],
    });
    narrow(rule, facts, kinds);
    for (const each of [this.queue, deadLetters]) this.#letIn(each, 'events', rule.ruleArn);
  }

  /** Puts a topic's messages into the queue as they were published. */
  takeMessages(name: string, topic: ITopic): void {
    new Subscription(this, name, {
      topic,
      protocol: SubscriptionProtocol.SQS,
      endpoint: this.queue.queueArn,
      rawMessageDelivery: true,
      deadLetterQueue: this.#props.deadLetters,
    });
    this.#letIn(this.queue, 'sns', topic.topicArn);
  }

  /** Lets the function work the queue off; it answers which messages of a batch failed. */
  feed({ lambda }: ContextFunction): void {
    const { batchSize = 10, maxConcurrency } = this.#props.wiring;
    lambda.addEventSourceMapping('Queue', {
      eventSourceArn: this.queue.queueArn,
      batchSize,
      reportBatchItemFailures: true,
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    });
  }

  #letIn(queue: IQueue, service: string, sourceArn: string): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': sourceArn } },
      }),
    );
  }
}
