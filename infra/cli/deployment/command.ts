/** What the two commands share: how they end, how they ask, and how they show what they are doing. */
import { createInterface } from 'node:readline/promises';
import { Listr, type ListrTask } from 'listr2';

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

/** Runs steps one after another, each with what it is doing now; plain lines where there is no terminal. */
export const inSteps = async (steps: ListrTask[]): Promise<void> => {
  await new Listr(steps, {
    renderer: process.stdout.isTTY ? 'default' : 'simple',
    rendererOptions: process.stdout.isTTY ? { collapseErrors: false } : {},
  }).run();
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
