import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { faultLines } from '../../functions/policy/faults.ts';

/** An input that cannot be used: the command ends with exit code 2. */
export class UnusableInput extends Error {
  override readonly name = 'UnusableInput';
}

/** Reads what a file holds. @throws {UnusableInput} one line a fault, each beginning with the file's name */
export const readAs = <Schema extends z.ZodType>(schema: Schema, json: unknown, file: string): z.output<Schema> => {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new UnusableInput(
    faultLines(parsed.error)
      .map((line) => `${file} ${line}`)
      .join('\n'),
  );
};

/** Reads a file of JSON. @throws {UnusableInput} one line a fault, each beginning with the file's name */
export const readFileAs = <Schema extends z.ZodType>(schema: Schema, file: string): z.output<Schema> => {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UnusableInput(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return readAs(schema, json, file);
};

/** Runs a command with the arguments of the process; it ends with the command's exit code, or with 2 for an input that cannot be used. */
export const runCommand = (run: (args: string[]) => number): void => {
  // a reader such as head may close the pipe before the end
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    process.exitCode = run(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UnusableInput)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
};
