import * as z from 'zod';
import { serviceIsAllowed } from '../access/evaluate.ts';
import type { Assembly } from '../assembly/assembly.ts';
import type { Functions } from '../functions/functions.ts';
import { AwsError } from '../runtime/errors.ts';
import type { AsynchronousEvent } from './asynchronous.ts';
import type { Outbox } from './outbox.ts';
import type { Queues } from './queues.ts';
import type { Deliveries } from './retries.ts';
import type { ResourcePolicies } from './rules.ts';

/** Strict, so that a filter or a delivery policy is not ignored in silence. People's own protocols end in the outbox. */
const SubscriptionProperties = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.enum(['lambda', 'sqs', 'email', 'email-json', 'sms']),
  Endpoint: z.string(),
  RawMessageDelivery: z.boolean().default(false),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string() }).optional(),
  Region: z.string().optional(),
});
type Subscription = z.output<typeof SubscriptionProperties> & { readonly arn: string; readonly logicalId: string };

export interface Announcement {
  readonly topicArn: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The template's topics: what is published can be read in the outbox and goes to the subscribed functions and queues. */
export interface Topics {
  /** By ARN. */
  readonly all: readonly string[];
  /** @throws AwsError NotFound when there is no such topic */
  readonly publish: (announcement: Announcement) => string;
}

interface Needs {
  readonly assembly: Assembly;
  readonly functions: Functions;
  readonly asynchronous: Deliveries<AsynchronousEvent>;
  readonly policies: ResourcePolicies;
  readonly queues: Queues;
  readonly outbox: Outbox;
  readonly now: () => number;
  readonly lost: (why: string, payload: string) => void;
}

const SERVICE = 'sns.amazonaws.com';

export const openTopics = ({ assembly, functions, asynchronous, policies, queues, outbox, now, lost }: Needs): Topics => {
  const topics = new Set(assembly.ofType('AWS::SNS::Topic').map(({ arn }) => arn));
  const subscriptions = assembly.ofType('AWS::SNS::Subscription').map(({ arn, logicalId, properties }): Subscription => {
    const parsed = SubscriptionProperties.safeParse(properties);
    if (!parsed.success) throw new Error(`${logicalId}: ${z.prettifyError(parsed.error)}`);
    const { TopicArn: topic, Protocol: protocol, Endpoint: endpoint } = parsed.data;
    if (!topics.has(topic)) throw new Error(`${logicalId}: there is no topic ${topic}`);
    if (protocol === 'lambda' && functions.byArn(endpoint) === undefined) throw new Error(`${logicalId}: there is no function ${endpoint}`);
    if (protocol === 'sqs' && !queues.has(endpoint)) throw new Error(`${logicalId}: there is no queue ${endpoint}`);
    return { ...parsed.data, arn, logicalId };
  });

  const notificationOf = (id: string, { topicArn, message, attributes }: Announcement) => ({
    Type: 'Notification',
    MessageId: id,
    TopicArn: topicArn,
    Subject: null,
    Message: message,
    Timestamp: new Date(now()).toISOString(),
    MessageAttributes: Object.fromEntries(Object.entries(attributes).map(([name, Value]) => [name, { Type: 'String', Value }])),
  });

  const hand = (to: Subscription, id: string, announcement: Announcement): void => {
    const { Protocol: protocol, Endpoint: endpoint, RawMessageDelivery: raw, RedrivePolicy: redrive } = to;
    if (protocol !== 'lambda' && protocol !== 'sqs') return;
    const mayDo = (arn: string, action: string): boolean =>
      serviceIsAllowed(protocol === 'lambda' && arn === endpoint ? policies.ofFunction(arn) : queues.policyOf(arn), SERVICE, {
        action,
        resource: arn,
        context: { 'aws:SourceArn': announcement.topicArn, 'aws:SourceAccount': assembly.account, 'aws:SecureTransport': 'true' },
      });
    const notification = notificationOf(id, announcement);
    const action = protocol === 'lambda' ? 'lambda:InvokeFunction' : 'sqs:SendMessage';
    if (!mayDo(endpoint, action)) {
      const aside = redrive?.deadLetterTargetArn;
      const text = JSON.stringify(notification);
      if (aside !== undefined && queues.has(aside) && mayDo(aside, 'sqs:SendMessage')) queues.send(aside, text);
      else lost(`${to.logicalId}: ${SERVICE} may not ${action} on ${endpoint}, and there is no queue for it`, text);
      return;
    }
    if (protocol === 'lambda') {
      const Records = [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: to.arn, Sns: notification }];
      asynchronous.add({ functionArn: endpoint, payload: JSON.stringify({ Records }) });
    } else if (raw) queues.send(endpoint, announcement.message, announcement.attributes);
    else queues.send(endpoint, JSON.stringify(notification));
  };

  return {
    all: [...topics],
    publish(announcement) {
      if (!topics.has(announcement.topicArn)) throw new AwsError('NotFound', 'Topic does not exist', { status: 404 });
      const id = outbox.add(announcement);
      for (const to of subscriptions) if (to.TopicArn === announcement.topicArn) hand(to, id, announcement);
      return id;
    },
  };
};
