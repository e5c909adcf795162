import type { Context as LambdaContext, EventBridgeEvent } from 'aws-lambda';
import { derivedId } from '../../functions/kernel/ids.ts';
import { subscriberFunction, type Subscription } from '../../functions/runtime/subscriber.ts';
import { taskFunction, type Task } from '../../functions/runtime/task.ts';
import type { Workflows } from '../../functions/runtime/workflows.ts';

export interface RunOptions {
  readonly at?: string;
  readonly execution?: string;
  readonly token?: string;
}

/** Runs a task as its state would. */
export const runTask = async (
  task: Task,
  input: unknown,
  { at = '2026-02-01T10:00:00.000Z', execution = 'execution-1', token }: RunOptions = {},
) => {
  const payload = { task: 'Task', at, execution, input, ...(token === undefined ? {} : { token }) };
  return await taskFunction({ Task: task }).handler(payload, {} as LambdaContext);
};

/** Hands an event to a subscriber as the bus would; the same `cause` is the same event. */
export const deliver = async (
  subscription: Subscription,
  caseId: string,
  data: Readonly<Record<string, unknown>>,
  at = '2026-02-01T10:00:00.000Z',
  cause = at,
  area = 'north-1',
): Promise<void> => {
  const metadata = {
    eventId: derivedId('test event', subscription.detailType, caseId, cause),
    occurredAt: at,
    caseId,
    correlationId: 'correlation-1',
    causationId: 'cause-1',
    area,
    programme: 'DEFAULT',
  };
  const event = {
    id: 'bus-1',
    'detail-type': subscription.detailType,
    source: 'test',
    detail: { metadata, data },
  } as unknown as EventBridgeEvent<string, unknown>;
  await subscriberFunction([subscription]).handler(event, {} as LambdaContext);
};

/** State machines that only note what was asked of them. */
export const notedWorkflows = () => {
  const started: { machine: string; name: string; input: Readonly<Record<string, unknown>> }[] = [];
  const answered: { token: string; output: Readonly<Record<string, unknown>> }[] = [];
  const workflows: Workflows = {
    start: (machine, name, input) => {
      started.push({ machine, name, input });
      return Promise.resolve();
    },
    answer: (token, output) => {
      answered.push({ token, output });
      return Promise.resolve();
    },
    fail: () => Promise.resolve(),
  };
  return { workflows, started, answered };
};
