import * as z from 'zod';
import { statementsOf } from '../access/policies.ts';
import type { Statement } from '../access/statement.ts';
import type { Assembly } from '../assembly/assembly.ts';
import { constructNameOf } from '../assembly/names.ts';
import { AwsError } from '../runtime/errors.ts';
import { orderedId } from '../runtime/ids.ts';
import type { Journal } from '../runtime/journal.ts';

/** A message in a queue. */
export type QueueMessage = {
  readonly id: string;
  /** What the construct was called. */
  readonly queue: string;
  readonly queueName: string;
  /** ISO instant on the local clock. */
  readonly at: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** How often a function has been handed it. */
  readonly receives: number;
  /** The instant, in milliseconds, before which nobody is handed it. */
  readonly visibleAt: number;
};

/** The template's SQS queues; messages stay until somebody deletes them, or until they were received too often and are redriven. */
export interface Queues {
  readonly has: (arn: string) => boolean;
  /** @throws AwsError when there is no such queue */
  readonly send: (arn: string, body: string, attributes?: Readonly<Record<string, string>>) => string;
  readonly messages: () => readonly QueueMessage[];
  /** Hands out visible messages, oldest first, and hides them for the visibility timeout. */
  readonly receive: (arn: string, most: number) => readonly QueueMessage[];
  /** When the first of the hidden messages can be seen again. */
  readonly nextVisible: (arn: string) => number | undefined;
  /** Told of each message that is sent to the queue. */
  readonly onSend: (arn: string, listener: () => void) => void;
  readonly visibilitySecondsOf: (arn: string) => number;
  readonly delete: (id: string) => void;
  readonly policyOf: (arn: string) => readonly Statement[];
  readonly arnOfUrl: (url: string) => string;
}

const QueueProperties = z.object({
  VisibilityTimeout: z.coerce.number().default(30),
  DelaySeconds: z.coerce.number().default(0),
  FifoQueue: z.literal(false, 'the local system hosts standard queues only').optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int().positive() }).optional(),
});
const QueuePolicy = z.object({ Queues: z.array(z.string()), PolicyDocument: z.unknown() });

export const openQueues = (assembly: Assembly, journal: Journal, now: () => number): Queues => {
  const queues = assembly.ofType('AWS::SQS::Queue').map((queue) => ({ ...queue, ...QueueProperties.parse(queue.properties) }));
  const policies = assembly.ofType('AWS::SQS::QueuePolicy').map(({ properties }) => QueuePolicy.parse(properties));
  const stored = journal.map<QueueMessage>('queues');
  const queueOf = (arn: string) => {
    const queue = queues.find((one) => one.arn === arn);
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${arn}`);
    return queue;
  };
  for (const { logicalId, RedrivePolicy: redrive } of queues) {
    if (redrive !== undefined && !queues.some(({ arn }) => arn === redrive.deadLetterTargetArn))
      throw new Error(`${logicalId}: there is no queue ${redrive.deadLetterTargetArn} for its dead letters`);
  }
  const listeners = new Map<string, (() => void)[]>();
  const messagesOf = (queueName: string) =>
    stored
      .entries()
      .map(([, message]) => message)
      .filter((message) => message.queueName === queueName);
  const keep = (arn: string, body: string, attributes: Readonly<Record<string, string>>): string => {
    const queue = queueOf(arn);
    const id = orderedId();
    stored.set(id, {
      id,
      queue: constructNameOf(queue.logicalId),
      queueName: queue.attributes['QueueName'] ?? '',
      at: new Date(now()).toISOString(),
      body,
      attributes: { ...attributes },
      receives: 0,
      visibleAt: now() + queue.DelaySeconds * 1000,
    });
    for (const told of listeners.get(arn) ?? []) told();
    return id;
  };
  return {
    has: (arn) => queues.some((queue) => queue.arn === arn),
    send: (arn, body, attributes = {}) => keep(arn, body, attributes),
    receive(arn, most) {
      const { attributes, RedrivePolicy: redrive, VisibilityTimeout: visibilitySeconds } = queueOf(arn);
      const received: QueueMessage[] = [];
      for (const message of messagesOf(attributes['QueueName'] ?? '')) {
        if (received.length === most) break;
        if (message.visibleAt > now()) continue;
        if (redrive !== undefined && message.receives >= redrive.maxReceiveCount) {
          stored.delete(message.id);
          keep(redrive.deadLetterTargetArn, message.body, message.attributes);
          continue;
        }
        const taken = { ...message, receives: message.receives + 1, visibleAt: now() + visibilitySeconds * 1000 };
        stored.set(message.id, taken);
        received.push(taken);
      }
      return received;
    },
    nextVisible(arn) {
      const hidden = messagesOf(queueOf(arn).attributes['QueueName'] ?? '').map(({ visibleAt }) => visibleAt);
      return hidden.length === 0 ? undefined : Math.min(...hidden);
    },
    onSend: (arn, listener) => void listeners.set(arn, [...(listeners.get(arn) ?? []), listener]),
    visibilitySecondsOf: (arn) => queueOf(arn).VisibilityTimeout,
    messages: () => stored.entries().map(([, message]) => message),
    delete: (id) => stored.delete(id),
    policyOf: (arn) =>
      policies
        .filter(({ Queues: urls }) => urls.includes(queueOf(arn).ref))
        .flatMap(({ PolicyDocument: document }) => statementsOf(document)),
    arnOfUrl: (url) => {
      const queue = queues.find(({ ref }) => ref === url || ref.split('/').at(-1) === url.split('/').at(-1));
      if (queue === undefined) throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${url}`);
      return queue.arn;
    },
  };
};
