import type { Encryption } from '../access/encryption.ts';
import { isAllowed } from '../access/evaluate.ts';
import { assume } from '../access/principal.ts';
import { failed, type Invocation } from '../functions/protocol.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import type { Functions } from '../functions/functions.ts';
import { parseJson } from '../json.ts';
import { AwsError } from '../runtime/errors.ts';
import { startDeliveries, type Deliveries, type Delivery } from './retries.ts';
import type { Queues } from './queues.ts';
import type { Activity } from '../runtime/activity.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Journal } from '../runtime/journal.ts';

/** An event handed to a function without waiting for it; `payload` is JSON text. */
export type AsynchronousEvent = { readonly functionArn: string; readonly payload: string };

interface Needs {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly functions: Functions;
  readonly queues: Queues;
  readonly encryption: Encryption;
  /** Told of events that could not even be kept for a person: no dead letter was configured or allowed. */
  readonly lost: (why: string, payload: string) => void;
}

/** Lambda waits a minute before the first retry of an asynchronous event and two before the second. */
const PAUSE_MILLISECONDS = 60_000;
const THROTTLED_PAUSE_MILLISECONDS = 1_000;

const conditionOf = (attempts: number, invocation: Extract<Invocation, { error: unknown }>) => ({
  RequestID: 'local',
  ErrorCode: '200',
  ErrorMessage: invocation.error.errorMessage.slice(0, 1024),
  ErrorType: invocation.error.errorType,
  Attempts: String(attempts),
});

/** Lambda's own queue of asynchronous events: retried, then put aside where the function says. */
export const startAsynchronousEvents = ({
  journal,
  clock,
  activity,
  functions,
  queues,
  encryption,
  lost,
}: Needs): Deliveries<AsynchronousEvent> => {
  const putAside = (
    { asynchronous, role, name }: FunctionDefinition,
    payload: string,
    attempts: number,
    invocation: Extract<Invocation, { error: unknown }>,
  ) => {
    const { onFailureArn, deadLetterArn } = asynchronous;
    const target = onFailureArn ?? deadLetterArn;
    if (target === undefined || !queues.has(target)) {
      lost(`${name} failed and has no queue for what it failed on`, payload);
      return;
    }
    const permitted =
      isAllowed(role.statements, { action: 'sqs:SendMessage', resource: target, context: {} }) &&
      encryption.allows(assume(role, name), target);
    if (!permitted) {
      lost(`${role.name} may not send to ${target}`, payload);
      return;
    }
    const condition = conditionOf(attempts, invocation);
    if (target === deadLetterArn) queues.send(target, payload, condition);
    else
      queues.send(
        target,
        JSON.stringify({
          version: '1.0',
          timestamp: new Date(clock.now()).toISOString(),
          requestContext: {
            requestId: 'local',
            functionArn: `${functions.named(name).arn}:$LATEST`,
            condition: 'RetriesExhausted',
            approximateInvokeCount: attempts,
          },
          requestPayload: parseJson(payload),
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: invocation.error,
        }),
        condition,
      );
  };
  const attempt = async ({ content, attempts, firstAt }: Delivery<AsynchronousEvent>): Promise<number | undefined> => {
    const definition = functions.byArn(content.functionArn);
    if (definition === undefined) {
      lost(`there is no function ${content.functionArn}`, content.payload);
      return undefined;
    }
    let invocation: Invocation;
    try {
      invocation = await functions.invoke(content.functionArn, content.payload);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.status === 429) return clock.now() + THROTTLED_PAUSE_MILLISECONDS;
      invocation = { error: { errorType: error.name, errorMessage: error.message } };
    }
    if (!failed(invocation)) return undefined;
    const { retries, maximumAgeSeconds } = definition.asynchronous;
    const retryAt = clock.now() + PAUSE_MILLISECONDS * (attempts + 1);
    if (attempts < retries && retryAt - firstAt <= maximumAgeSeconds * 1000) return retryAt;
    putAside(definition, content.payload, attempts + 1, invocation);
    return undefined;
  };
  return startDeliveries({ topic: 'asynchronous', journal, clock, activity, attempt });
};
