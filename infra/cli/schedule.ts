/** `npm run schedule -- check`: tries an immunization schedule on cases. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { readAs, runCommand, UnusableInput } from './command.ts';
import { checkCdsiCases, CdsiCases } from './schedule/cdsi/check.ts';
import { readAntigens } from './schedule/cdsi/supporting-data.ts';
import { reportOf, type CaseResult } from './schedule/result.ts';
import { checkDecisionCases, DecisionCases } from './schedule/who-decisions.ts';
import { checkDueDateCases, DueDateCases } from './schedule/who-due-dates.ts';
import { readJson, readSchedule } from './schedule/who-schedule.ts';

const SHIPPED = join(import.meta.dirname, '../../functions/policy/programmes/immunization/who-infant.json');
/** Where the US schedule lies beside CDC's cases. */
const US_FOLDER = 'schedule_us_acip';

const USAGE = `usage:
  npm run schedule -- check <cases.json> [--schedule <file or folder>]
      runs cases: due dates or decisions after WHO, or CDC's CDSi cases; which of them, the file tells
      --schedule: a schedule file, a list of doses, or a folder of CDSi antigen files
      without it: WHO's infant schedule as shipped; for CDSi the folder ${US_FOLDER} beside the cases
      exit code 0 when all pass, 1 when one fails, 2 when the input cannot be used`;

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

const print = (lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

const scheduleFile = (path: string): string => {
  if (!isFile(path)) throw new UnusableInput(`no schedule file at ${path}`);
  return path;
};

/** The formats of case files, and what a file of each looks like from afar; its faults are then told for that format. */
const FORMATS: readonly {
  readonly isMeant: (json: unknown) => boolean;
  readonly run: (json: unknown, file: string, schedule: string | undefined) => readonly CaseResult[];
}[] = [
  {
    isMeant: Array.isArray,
    run: (json, file, schedule) => {
      const cases = readAs(CdsiCases, json, file);
      const { antigens, notEvaluated } = readAntigens(schedule ?? join(dirname(file), US_FOLDER));
      print(notEvaluated.map((what) => `not evaluated: ${what}`));
      return checkCdsiCases(cases, antigens);
    },
  },
  {
    isMeant: (json) => z.looseObject({ cases: z.array(z.looseObject({ decisionTable: z.unknown() })).min(1) }).safeParse(json).success,
    run: (json, file, schedule) =>
      checkDecisionCases(readAs(DecisionCases, json, file), readSchedule(scheduleFile(schedule ?? SHIPPED), SHIPPED)),
  },
  {
    isMeant: (json) => z.looseObject({ cases: z.array(z.unknown()) }).safeParse(json).success,
    run: (json, file, schedule) =>
      checkDueDateCases(readAs(DueDateCases, json, file), readSchedule(scheduleFile(schedule ?? SHIPPED), SHIPPED)),
  },
];

/** Runs the cases of a file in whichever of the three formats it has. @throws {UnusableInput} */
const resultsOf = (file: string, schedule: string | undefined): readonly CaseResult[] => {
  if (!isFile(file)) throw new UnusableInput(`no case file at ${file}`);
  const json = readJson(file);
  const format = FORMATS.find(({ isMeant }) => isMeant(json));
  if (format === undefined) throw new UnusableInput(`${file}: holds neither due-date cases, decision cases nor CDSi cases`);
  return format.run(json, file, schedule);
};

const check = (file: string, schedule: string | undefined): number => {
  const results = resultsOf(file, schedule);
  const failed = results.filter(({ differences }) => differences.length > 0).length;
  print(results.flatMap(reportOf));
  print([`${String(results.length - failed)} passed, ${String(failed)} failed`]);
  return failed === 0 ? 0 : 1;
};

const run = (args: readonly string[]): number => {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { schedule: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (cause) {
    throw new UnusableInput(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`, { cause });
  }
  const { values, positionals } = parsed;
  const [command, file, ...more] = positionals;
  if (values.help === true) {
    print([USAGE]);
    return 0;
  }
  if (command !== 'check' || file === undefined || more.length > 0) throw new UnusableInput(USAGE);
  return check(file, values.schedule);
};

runCommand(run);
