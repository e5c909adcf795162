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
};

/** The template's SQS queues; messages stay until somebody deletes them. */
export interface Queues {
  readonly has: (arn: string) => boolean;
  /** @throws AwsError when there is no such queue */
  readonly send: (arn: string, body: string, attributes?: Readonly<Record<string, string>>) => string;
  readonly messages: () => readonly QueueMessage[];
  readonly delete: (id: string) => void;
  readonly policyOf: (arn: string) => readonly Statement[];
  readonly arnOfUrl: (url: string) => string;
}

const QueuePolicy = z.object({ Queues: z.array(z.string()), PolicyDocument: z.unknown() });

export const openQueues = (assembly: Assembly, journal: Journal, now: () => number): Queues => {
  const queues = assembly.ofType('AWS::SQS::Queue');
  const policies = assembly.ofType('AWS::SQS::QueuePolicy').map(({ properties }) => QueuePolicy.parse(properties));
  const stored = journal.map<QueueMessage>('queues');
  const queueOf = (arn: string) => {
    const queue = queues.find((one) => one.arn === arn);
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${arn}`);
    return queue;
  };
  return {
    has: (arn) => queues.some((queue) => queue.arn === arn),
    send(arn, body, attributes = {}) {
      const {
        logicalId,
        attributes: { QueueName: queueName = '' },
      } = queueOf(arn);
      const id = orderedId();
      stored.set(id, {
        id,
        queue: constructNameOf(logicalId),
        queueName,
        at: new Date(now()).toISOString(),
        body,
        attributes: { ...attributes },
      });
      return id;
    },
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
