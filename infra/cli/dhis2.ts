/** `npm run dhis2 -- export`: the monitoring counts as data value sets of DHIS2, into a file or to a server. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { readAs, UnusableInput } from './command.ts';
import { EXIT, run, say, UsageError } from './deployment/command.ts';
import { Dhis2Map } from './dhis2/map.ts';
import { monthsBetween } from './dhis2/periods.ts';
import { sendSets, type Target } from './dhis2/send.ts';
import { dataValueSets, documentOf, type Count, type DataValueSet } from './dhis2/values.ts';
import { systemCalls, type SystemCalls } from './system/calls.ts';

const USAGE = `npm run dhis2 -- export --map <file> --from <period> --to <period> [--out <file>] [--partial] [--complete <day>]
                        [--url <api> --token <token>] [--send <dhis2> --token-file <file> [--dry-run]]

  --map         how indicators, areas and programmes are called in DHIS2; infra/cli/dhis2/example-map.json is one
  --from, --to  months such as 2026-03, or periods such as 2026Q1; both count
  --out         where the JSON goes (default: the standard output, unless it is sent)
  --partial     goes on without what the map has no name for
  --complete    the day on which the sets count as complete, such as 2026-04-05
  --url         the API, with --token, an access token with monitoring.read (default: the local system that npm start has noted)
  --send        the address of a DHIS2 server; --token-file holds a personal access token of it
  --dry-run     has the server check the sets and store nothing`;

const OPTIONS = {
  map: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  out: { type: 'string' },
  partial: { type: 'boolean' },
  complete: { type: 'string' },
  url: { type: 'string' },
  token: { type: 'string' },
  send: { type: 'string' },
  'token-file': { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const;

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
};

const textIn = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UnusableInput(`${file} cannot be read`, { cause });
  }
};

const mapIn = (file: string): Dhis2Map => {
  const text = textIn(file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UnusableInput(`${file} is not JSON: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
  return readAs(Dhis2Map, json, file);
};

const Counts = z.object({
  cells: z.array(
    z.object({
      month: z.string(),
      area: z.string(),
      programme: z.string(),
      indicator: z.string(),
      count: z.int(),
      amountMinor: z.int().optional(),
    }),
  ),
});

/** How many months one request asks for. */
const MONTHS_A_REQUEST = 12;

const countsOf = async ({ call }: SystemCalls, months: readonly string[]): Promise<readonly Count[]> => {
  const counts: Count[] = [];
  for (let start = 0; start < months.length; start += MONTHS_A_REQUEST) {
    const part = months.slice(start, start + MONTHS_A_REQUEST);
    const { cells } = Counts.parse(await call('GET', `/monitoring/counts?from=${part[0] ?? ''}&to=${part.at(-1) ?? ''}`));
    counts.push(...cells);
  }
  return counts;
};

const monthsOf = (from: string, to: string, { periodType }: Dhis2Map): readonly string[] => {
  try {
    return monthsBetween(from, to, periodType);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new UsageError(cause.message);
  }
};

const targetOf = ({ send, 'token-file': file, 'dry-run': dryRun = false }: ReturnType<typeof read>['values']): Target | undefined => {
  if (send === undefined) {
    if (dryRun || file !== undefined) throw new UsageError('--dry-run and --token-file go with --send');
    return undefined;
  }
  if (URL.parse(send) === null) throw new UsageError('--send is the address of a DHIS2 server, such as https://dhis2.example.org');
  if (file === undefined) throw new UsageError('--send needs --token-file');
  return { url: send, token: textIn(file).trim(), dryRun };
};

const note = (...lines: readonly string[]): void => {
  for (const line of lines) console.error(line);
};

const sendTo = async (target: Target, sets: readonly DataValueSet[]): Promise<void> => {
  const { imported, updated, ignored, conflicts } = await sendSets(target, sets);
  say(`${target.dryRun ? 'checked' : 'sent'}: ${String(imported)} imported, ${String(updated)} updated, ${String(ignored)} ignored`);
  if (conflicts.length > 0 || ignored > 0)
    throw new Error(['DHIS2 did not take all of it:', ...conflicts.map((one) => `  ${one}`)].join('\n'));
};

const exportCounts = async (args: readonly string[]): Promise<void> => {
  const { values, positionals } = read(args);
  const { map: mapFile, from, to, out, complete, partial = false } = values;
  if (positionals.length !== 1 || positionals[0] !== 'export') throw new UsageError('the command is export');
  if (mapFile === undefined || from === undefined || to === undefined) throw new UsageError('--map, --from and --to are needed');
  if (complete !== undefined && !z.iso.date().safeParse(complete).success)
    throw new UsageError(`--complete is "${complete}"; it is a day such as 2026-04-05`);
  const target = targetOf(values);
  const map = mapIn(mapFile);
  const months = monthsOf(from, to, map);
  const { sets, unmapped, suppressed } = dataValueSets(map, await countsOf(systemCalls(values), months), complete);
  if (suppressed.length > 0)
    note(`left out, being made of fewer than ${String(map.suppressBelow)}:`, ...suppressed.map((line) => `  ${line}`));
  if (unmapped.length > 0) {
    note(`${mapFile} has no name for:`, ...unmapped.map((line) => `  ${line}`));
    if (!partial) throw new Error('nothing was exported; name them in the map, list indicators under leaveOut, or give --partial');
  }
  if (complete !== undefined && target === undefined && sets.length > 1)
    throw new UsageError(
      `--complete: DHIS2 takes that day for one unit in one period, and these are ${String(sets.length)}; send them with --send, or export one at a time`,
    );
  const text = `${JSON.stringify(documentOf(map.dataSet, sets), null, 2)}\n`;
  if (out !== undefined) writeFileSync(out, text);
  else if (target === undefined) process.stdout.write(text);
  if (target !== undefined) await sendTo(target, sets);
};

process.exitCode = await run(async () => {
  try {
    await exportCounts(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UnusableInput)) throw error;
    note(error.message);
    process.exit(EXIT.usage);
  }
}, USAGE);
