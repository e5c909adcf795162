import { Duration } from 'aws-cdk-lib';
import { Match, Rule, type EventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ContextFunction } from './context-function.ts';

export interface SubscriptionProps {
  readonly bus: EventBus;
  /** The facts that the subscriber takes, with their major version: `MotherRegistered.v1`. */
  readonly facts: readonly string[];
  readonly subscriber: ContextFunction;
  /** Where a fact goes that could not be handed over for a day. */
  readonly deadLetters: IQueue;
}

/** One rule that brings a subscriber its facts. */
export class Subscription extends Construct {
  constructor(scope: Construct, id: string, { bus, facts, subscriber, deadLetters }: SubscriptionProps) {
    super(scope, id);
    new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: { source: Match.prefix('nestling.'), detailType: [...facts].sort() },
      targets: [
        new LambdaFunction(subscriber.lambda, { deadLetterQueue: deadLetters, retryAttempts: 185, maxEventAge: Duration.hours(24) }),
      ],
    });
  }
}
