import { SFNClient, SendTaskFailureCommand, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
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
