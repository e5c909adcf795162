import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  type ExecutionStatus,
} from '@aws-sdk/client-sfn';
import { granted } from './environment.ts';

const client = new SFNClient({});

const isNamed = (error: unknown, ...names: string[]): boolean => error instanceof Error && names.includes(error.name);

/** Promises that take time, as state machines. */
export interface Workflows {
  /** Starts a machine once: the same `name` (80 characters at most) starts nothing a second time. */
  start(machine: string, name: string, input: Readonly<Record<string, unknown>>): Promise<void>;
  /** Answers the state that waits with this token. Answers that nobody waits for any more are dropped. */
  answer(token: string, output: Readonly<Record<string, unknown>>): Promise<void>;
  /** Fails the state that waits with this token, under the name of an error. */
  fail(token: string, error: string, cause: string): Promise<void>;
}

/** An execution of a machine, without anything that it was given. */
export interface Run {
  /** Unlike any other of the machine. */
  readonly name: string;
  readonly state: 'running' | 'completed' | 'failed' | 'stopped';
  /** Instants (UTC). */
  readonly startedAt: string;
  readonly endedAt?: string;
}

/** Looking at executions of machines, and stopping them. */
export interface WorkflowRuns {
  /** The latest executions of a machine, newest first. */
  list(machine: string, limit: number): Promise<readonly Run[]>;
  /** An execution with the case that it is about; undefined when the machine has none of that name. */
  find(machine: string, name: string): Promise<(Run & { readonly caseId?: string }) | undefined>;
  /** Ends an execution; one that has ended stays as it is. */
  stop(machine: string, name: string, cause: string): Promise<void>;
}

const STATES: Readonly<Record<ExecutionStatus, Run['state']>> = {
  RUNNING: 'running',
  PENDING_REDRIVE: 'running',
  SUCCEEDED: 'completed',
  FAILED: 'failed',
  TIMED_OUT: 'failed',
  ABORTED: 'stopped',
};

const runOf = (execution: {
  name?: string | undefined;
  status?: ExecutionStatus | undefined;
  startDate?: Date | undefined;
  stopDate?: Date | undefined;
}): Run => ({
  name: execution.name ?? '',
  state: STATES[execution.status ?? 'RUNNING'],
  startedAt: (execution.startDate ?? new Date(0)).toISOString(),
  ...(execution.stopDate === undefined ? {} : { endedAt: execution.stopDate.toISOString() }),
});

const executionArn = (machine: string, name: string): string =>
  `${granted('WORKFLOW', machine).replace(':stateMachine:', ':execution:')}:${name}`;

const caseOf = (input: string | undefined): string | undefined => {
  const given = JSON.parse(input ?? '{}') as { caseId?: unknown };
  return typeof given.caseId === 'string' ? given.caseId : undefined;
};

const unlessGone = async (call: Promise<unknown>): Promise<void> => {
  try {
    await call;
  } catch (error) {
    // answered before, or the machine has ended: the case itself holds what was decided
    if (!isNamed(error, 'TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken')) throw error;
  }
};

export const workflows: Workflows = {
  async start(machine, name, input) {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn: granted('WORKFLOW', machine), name, input: JSON.stringify(input) }));
    } catch (error) {
      if (!isNamed(error, 'ExecutionAlreadyExists')) throw error;
    }
  },
  answer: (taskToken, output) => unlessGone(client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),
  fail: (taskToken, error, cause) => unlessGone(client.send(new SendTaskFailureCommand({ taskToken, error, cause }))),
};

export const workflowRuns: WorkflowRuns = {
  async list(machine, limit) {
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn: granted('WORKFLOW', machine), maxResults: limit }),
    );
    return executions.map(runOf);
  },
  async find(machine, name) {
    try {
      const execution = await client.send(new DescribeExecutionCommand({ executionArn: executionArn(machine, name) }));
      const caseId = caseOf(execution.input);
      return { ...runOf(execution), ...(caseId === undefined ? {} : { caseId }) };
    } catch (error) {
      if (isNamed(error, 'ExecutionDoesNotExist')) return undefined;
      throw error;
    }
  },
  async stop(machine, name, cause) {
    await client.send(new StopExecutionCommand({ executionArn: executionArn(machine, name), cause }));
  },
};
