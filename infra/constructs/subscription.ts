import { Duration } from 'aws-cdk-lib';
import { Match, Rule, type CfnRule, type EventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ContextFunction } from './context-function.ts';

export interface SubscriptionProps {
  readonly bus: EventBus;
  /** The facts that the subscriber takes, with their major version: `MotherRegistered.v1`. */
  readonly facts: readonly string[];
  /** By fact: the kinds of it that concern the subscriber; all where a fact is not named. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  readonly subscriber: ContextFunction;
  /** Where a fact goes that could not be handed over for a day. */
  readonly deadLetters: IQueue;
}

/** One rule that brings a subscriber its facts. */
export class Subscription extends Construct {
  constructor(scope: Construct, id: string, { bus, facts, kinds, subscriber, deadLetters }: SubscriptionProps) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: { source: Match.prefix('nestling.'), detailType: [...facts].sort() },
      targets: [
        new LambdaFunction(subscriber.lambda, { deadLetterQueue: deadLetters, retryAttempts: 185, maxEventAge: Duration.hours(24) }),
      ],
    });
    narrow(rule, facts, kinds);
  }
}

/** Lets only those kinds of facts through a rule that concern whoever is behind it. */
export const narrow = (rule: Rule, facts: readonly string[], kinds: SubscriptionProps['kinds']): void => {
  const chosen = Object.entries(kinds).sort();
  if (chosen.length === 0) return;
  const whole = facts.filter((fact) => kinds[fact] === undefined).sort();
  const alternatives = [
    ...(whole.length === 0 ? [] : [{ 'detail-type': whole }]),
    ...chosen.map(([fact, values]) => ({ 'detail-type': [fact], detail: { data: { kind: values } } })),
  ];
  // CDK's pattern has no $or
  (rule.node.defaultChild as CfnRule).eventPattern = {
    source: [{ prefix: 'nestling.' }],
    // of one alternative, the bus takes $or for a field's name
    ...(alternatives.length === 1 ? alternatives[0] : { $or: alternatives }),
  };
};
