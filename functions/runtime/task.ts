import middy from '@middy/core';
import * as z from 'zod';
import type { Context } from '../casefile/files.ts';
import { fingerprint } from '../kernel/ids.ts';
import { isProblem } from '../kernel/problem.ts';
import { count, flushMetrics, logger } from './observability.ts';
import { prepared } from './prepare.ts';

/** What a state of a state machine sends: which task, when the state was entered, for which execution, and the state's input. */
const Invocation = z.object({
  task: z.string(),
  at: z.iso.datetime(),
  execution: z.string(),
  input: z.unknown(),
  token: z.string().optional(),
});

/** The context of a task; `token` is there when the state waits for an answer. */
export interface TaskContext extends Context {
  readonly execution: string;
  readonly token?: string;
}

export interface Task {
  readonly input: z.ZodType;
  readonly run: (input: unknown, context: TaskContext) => Promise<unknown>;
}

/** Declares a task: its input, and what it does. It gives identifiers and decisions, never records. */
export const task = <Input extends z.ZodType>(
  input: Input,
  run: (input: z.output<Input>, context: TaskContext) => Promise<unknown>,
): Task => ({ input, run: run as Task['run'] });

/** The same state of the same execution, entered at the same instant for the same input, is one effect, however often it is tried. */
const contextOf = ({ task: name, at, execution, input, token }: z.infer<typeof Invocation>): TaskContext => ({
  at: new Date(at).toISOString(),
  execution,
  correlationId: execution.slice(0, 128),
  causationId: fingerprint([execution, name, at]),
  by: `workflow:${name}`,
  once: { key: fingerprint(['task', execution, name, at, input]), fingerprint: name },
  ...(token === undefined ? {} : { token }),
});

const observed = (): middy.MiddlewareObj => ({
  before: ({ event }) => {
    logger.resetKeys();
    const { task: name, execution } = event as { task?: string; execution?: string };
    logger.appendKeys({ task: name, execution });
  },
  after: () => flushMetrics(),
  onError: ({ error }) => {
    if (isProblem(error)) logger.info('refused', { problem: error.name });
    else logger.error('defect', { error: error as Error });
    count(isProblem(error) ? error.name : 'Defect');
    flushMetrics();
  },
});

/** A Lambda function that state machines call; a refusal reaches them under its name. */
export const taskFunction = (tasks: Readonly<Record<string, Task>>, kind: 'tasks' | 'sweeps' = 'tasks') => ({
  handler: middy(async (event: unknown) => {
    await prepared();
    const invocation = Invocation.parse(event);
    const found = tasks[invocation.task];
    if (found === undefined) throw new Error(`no task is called ${invocation.task}`);
    return found.run(found.input.parse(invocation.input), contextOf(invocation));
  }).use(observed()),
  manifest: { kind, [kind]: Object.keys(tasks) },
});
