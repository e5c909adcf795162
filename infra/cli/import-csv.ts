/** `npm run import-csv -- <file.csv>`: brings the mothers and children of old records in, or tries it. */
import { MOST_ENTRIES } from '../../functions/registration/domain/batch-entry.ts';
import { UnusableInput } from './command.ts';
import { fileArguments, fileUsage, said } from './csv/arguments.ts';
import { importFile } from './csv-import/import-file.ts';
import { readImportMapping } from './csv-import/mapping.ts';
import { run, say, Unready, UsageError } from './deployment/command.ts';

const USAGE = `npm run import-csv -- <file.csv> --mapping <mapping.json> --out <report.csv> [--dry-run]
                       [--url https://... --token T] [--api-key K] [--batch N] [--concurrency N]

The report says of each line what became of it, and of a refused one which column and why. It ends with 1 where lines were refused.

  --dry-run      everything is judged by the system, and nothing is stored
  --mapping      which column says what; examples are in docs/examples
${fileUsage(MOST_ENTRIES)}`;

const importCsv = async (args: readonly string[]): Promise<void> => {
  const { positionals, mapping, isDryRun, target, job } = fileArguments(args, MOST_ENTRIES);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('one file is named');
  const counts = await importFile({ ...job, file, mapping: readImportMapping(mapping), target, isDryRun });
  const { refused = 0 } = counts;
  say(`${said(counts)}; each line is in ${job.out}`);
  if (refused > 0) throw new Unready(`${String(refused)} of them ${isDryRun ? 'would be' : 'were'} refused; ${job.out} says why`);
};

process.exitCode = await run(
  () =>
    importCsv(process.argv.slice(2)).catch((error: unknown) => {
      throw error instanceof UnusableInput ? new UsageError(error.message) : error;
    }),
  USAGE,
);
