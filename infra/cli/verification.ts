/** `npm run verification -- file <in.csv>`: holds a register's file against the cases that it names. */
import { UnusableInput } from './command.ts';
import { fileArguments, fileUsage, said } from './csv/arguments.ts';
import { run, say, UsageError } from './deployment/command.ts';
import { compareFile } from './verification/compare-file.ts';
import { readMapping } from './verification/mapping.ts';

const MOST_LINES = 100;

const USAGE = `npm run verification -- file <in.csv> --mapping <mapping.json> --out <report.csv>
                           [--url https://... --token T] [--api-key K] [--batch N] [--concurrency N]

The report has what differs, and the lines that could not be read; matches are only counted. The token is a supervisor's or the ministry's.

  --mapping      which column says what: {"of": "mother", "columns": {"nationalId": "NID", "birthDate": {"name": "DOB", "date": "DD/MM/YYYY"}}}
${fileUsage(MOST_LINES)}`;

const verification = async (args: readonly string[]): Promise<void> => {
  const { positionals, mapping, isDryRun, target, job } = fileArguments(args, MOST_LINES);
  const [command, file, ...more] = positionals;
  if (command !== 'file' || file === undefined || more.length > 0) throw new UsageError('one file is named behind "file"');
  if (isDryRun) throw new UsageError('a comparison has no dry run');
  const counts = await compareFile({ ...job, file, mapping: readMapping(mapping), target });
  say(`${said(counts)}; what differs is in ${job.out}`);
};

process.exitCode = await run(
  () =>
    verification(process.argv.slice(2)).catch((error: unknown) => {
      throw error instanceof UnusableInput ? new UsageError(error.message) : error;
    }),
  USAGE,
);
