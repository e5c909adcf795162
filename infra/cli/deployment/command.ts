/** What the two commands share: how they end, how they ask, and how they show what they are doing. */
import { createInterface } from 'node:readline/promises';
import { Listr } from 'listr2';

/** How a command ends: done, failed, or not understood. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** The command cannot be understood or is refused as it was given. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something outside the command is missing or wrong; the message says what to do. */
export class Unready extends Error {
  override readonly name = 'Unready';
}

export const say = (...lines: readonly string[]): void => {
  for (const line of lines) console.log(line);
};

/**
 * Asks a person, and gives the answer as typed.
 * @throws {UsageError} when nobody sits at a terminal
 */
export const ask = async (question: string, instead: string): Promise<string> => {
  if (!process.stdin.isTTY) throw new UsageError(`nobody is there to answer "${question}"; ${instead}`);
  const line = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await line.question(`${question} `)).trim();
  } finally {
    line.close();
  }
};

export interface Step {
  readonly title: string;
  /** @default - always */
  readonly enabled?: boolean;
  /** `show` says what is going on now; a text that it returns is the step's title from then on. */
  readonly task: (show: (line: string) => void) => Promise<unknown>;
}

/** Runs steps one after another, each with what it is doing now; plain lines where there is no terminal. What fails is thrown as it was. */
export const inSteps = async (steps: readonly Step[]): Promise<void> => {
  const failed: unknown[] = [];
  const tasks = steps.map(({ title, enabled = true, task }) => ({
    title,
    enabled,
    task: async (_: unknown, shown: { title: string; output: string }) => {
      try {
        const result = await task((line) => (shown.output = line));
        if (typeof result === 'string') shown.title = result;
      } catch (error) {
        failed.push(error);
        throw new Error('the reason follows', { cause: error });
      }
    },
  }));
  try {
    await new Listr(tasks, { renderer: process.stdout.isTTY ? 'default' : 'simple' }).run();
  } catch (error) {
    throw failed[0] ?? error;
  }
};

/** Runs a command to its end and gives its exit code; what went wrong is said in words, without a stack. */
export const run = async (command: () => Promise<void>, usage: string): Promise<number> => {
  try {
    await command();
    return EXIT.ok;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usage}`);
      return EXIT.usage;
    }
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    return EXIT.failed;
  }
};
