import { parseArgs } from 'node:util';
import { notedSystem, tokenSource } from '../../local/population/target.ts';
import { say, UsageError } from '../deployment/command.ts';
import type { Counts, FileJob } from './run-file.ts';
import type { Target } from './send.ts';

const OPTIONS = {
  mapping: { type: 'string' },
  out: { type: 'string' },
  url: { type: 'string' },
  token: { type: 'string' },
  'api-key': { type: 'string' },
  batch: { type: 'string' },
  concurrency: { type: 'string', default: '4' },
  'dry-run': { type: 'boolean', default: false },
} as const;

/** The usage of these options, for every command that sends a file. */
export const fileUsage = (mostLines: number): string => `  --out          the report
  --url          the API (default: the one that npm start has noted)
  --token        an access token (default: the variable NESTLING_TOKEN, or the noted one)
  --api-key      the key of the usage plan (default: the variable NESTLING_API_KEY)
  --batch        lines of one call, 1 to ${String(mostLines)} (default: ${String(mostLines)})
  --concurrency  calls under way at once (default: 4)

A run that had to stop goes on where it stopped when the same command is given again.`;

const PROGRESS_MS = 5000;

const wholeNumber = (text: string, option: string, most: number): number => {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > most) throw new UsageError(`--${option} is "${text}"; it is a whole number from 1 to ${String(most)}`);
  return number;
};

/** Counts in words. */
export const said = (counts: Counts): string =>
  Object.entries(counts)
    .map(([name, times]) => `${String(times)} ${name}`)
    .join(', ') || 'no lines';

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

const tokenOf = (token: string | undefined): Promise<string> => {
  if (token === undefined) throw new UsageError('give --token, or set NESTLING_TOKEN');
  return Promise.resolve(token);
};

interface FileArguments {
  readonly positionals: readonly string[];
  readonly mapping: string;
  readonly isDryRun: boolean;
  readonly target: Target;
  readonly job: Omit<FileJob, 'file'>;
}

/**
 * The arguments of a command that sends a file: where its mapping is, to which API, how fast. Says from time to time how far it has come.
 * @throws {UsageError}
 */
export const fileArguments = (args: readonly string[], mostLines: number): FileArguments => {
  const { values, positionals } = read(args);
  if (values.mapping === undefined || values.out === undefined) throw new UsageError('--mapping and --out are needed');
  const noted = notedSystem();
  const url = values.url ?? noted?.apiUrl;
  if (url === undefined) throw new UsageError('no local system is running here; give --url');
  const token = values.token ?? process.env['NESTLING_TOKEN'];
  let next = Date.now() + PROGRESS_MS;
  return {
    positionals,
    mapping: values.mapping,
    isDryRun: values['dry-run'],
    target: {
      url: url.replace(/\/$/, ''),
      token: token === undefined && noted !== undefined && values.url === undefined ? tokenSource(noted) : () => tokenOf(token),
      apiKey: values['api-key'] ?? process.env['NESTLING_API_KEY'],
    },
    job: {
      out: values.out,
      batch: wholeNumber(values.batch ?? String(mostLines), 'batch', mostLines),
      concurrency: wholeNumber(values.concurrency, 'concurrency', 64),
      onProgress(line, sofar) {
        if (Date.now() < next) return;
        next = Date.now() + PROGRESS_MS;
        say(`  line ${String(line)}: ${said(sofar)}`);
      },
    },
  };
};
