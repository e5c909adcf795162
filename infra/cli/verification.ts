/** `npm run verification -- file <in.csv>`: holds a register's file against the cases that it names. */
import { parseArgs } from 'node:util';
import { notedSystem, tokenSource } from '../local/population/target.ts';
import { UnusableInput } from './command.ts';
import { run, say, UsageError } from './deployment/command.ts';
import { compareFile } from './verification/compare-file.ts';
import { readMapping } from './verification/mapping.ts';

const USAGE = `npm run verification -- file <in.csv> --mapping <mapping.json> --out <report.csv>
                           [--url https://... --token T] [--api-key K] [--batch N] [--concurrency N]

  --mapping      which column says what: {"of": "mother", "columns": {"nationalId": "NID", "birthDate": {"name": "DOB", "date": "DD/MM/YYYY"}}}
  --out          the report: what differs, and the lines that could not be read; matches are only counted
  --url          the API (default: the one that npm start has noted)
  --token        an access token of a supervisor or of the ministry (default: the variable NESTLING_TOKEN, or the noted one)
  --api-key      the key of the usage plan (default: the variable NESTLING_API_KEY)
  --batch        lines of one call, 1 to 100 (default: 100)
  --concurrency  calls under way at once (default: 4)

A run that had to stop goes on where it stopped when the same command is given again.`;

const OPTIONS = {
  mapping: { type: 'string' },
  out: { type: 'string' },
  url: { type: 'string' },
  token: { type: 'string' },
  'api-key': { type: 'string' },
  batch: { type: 'string', default: '100' },
  concurrency: { type: 'string', default: '4' },
} as const;

const PROGRESS_MS = 5000;

const wholeNumber = (text: string, option: string, most: number): number => {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > most) throw new UsageError(`--${option} is "${text}"; it is a whole number from 1 to ${String(most)}`);
  return number;
};

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

const said = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, times]) => `${String(times)} ${name}`)
    .join(', ');

const verification = async (args: readonly string[]): Promise<void> => {
  const { values, positionals } = read(args);
  const [command, file, ...more] = positionals;
  if (command !== 'file' || file === undefined || more.length > 0) throw new UsageError('one file is named behind "file"');
  if (values.mapping === undefined || values.out === undefined) throw new UsageError('--mapping and --out are needed');
  const noted = notedSystem();
  const url = values.url ?? noted?.apiUrl;
  if (url === undefined) throw new UsageError('no local system is running here; give --url');
  const token = values.token ?? process.env['NESTLING_TOKEN'];
  let next = Date.now() + PROGRESS_MS;
  const counts = await compareFile({
    file,
    mapping: readMapping(values.mapping),
    out: values.out,
    target: {
      url: url.replace(/\/$/, ''),
      token: token === undefined && noted !== undefined && values.url === undefined ? tokenSource(noted) : () => tokenOf(token),
      apiKey: values['api-key'] ?? process.env['NESTLING_API_KEY'],
    },
    batch: wholeNumber(values.batch, 'batch', 100),
    concurrency: wholeNumber(values.concurrency, 'concurrency', 64),
    onProgress(line, sofar) {
      if (Date.now() < next) return;
      next = Date.now() + PROGRESS_MS;
      say(`  line ${String(line)}: ${said(sofar)}`);
    },
  });
  say(`${said(counts) || 'no lines'}; what differs is in ${values.out}`);
};

const tokenOf = (token: string | undefined): Promise<string> => {
  if (token === undefined) throw new UsageError('give --token, or set NESTLING_TOKEN');
  return Promise.resolve(token);
};

process.exitCode = await run(
  () =>
    verification(process.argv.slice(2)).catch((error: unknown) => {
      throw error instanceof UnusableInput ? new UsageError(error.message) : error;
    }),
  USAGE,
);
