/** `npm run programme -- check | explain | validate`: tries, explains and checks programme files. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPolicy, loadProgramme, loadProgrammes, type Programme } from '../../functions/policy/index.ts';
import { runCommand, UnusableInput } from './command.ts';
import { readCases } from './programme/case-file.ts';
import { checkCase, reportOf } from './programme/check.ts';
import type { Strictness } from './programme/compare.ts';
import { explain } from './programme/explain.ts';

const SHIPPED = join(import.meta.dirname, '../../functions/policy/programmes');

const USAGE = `usage:
  npm run programme -- check <cases.json> [--programmes <folder or file>] [--exact-wording]
      runs cases; exit code 0 when all pass, 1 when one fails, 2 when the input cannot be used
      reasons may be in other words (noted, with ours); --exact-wording: they may not
  npm run programme -- explain <programme.json or id>
      says in plain words who gets what, when, and what is not confirmed
  npm run programme -- validate <programme.json or id>
      checks a file against the schema and itself`;

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Turns any fault of reading into an unusable input, with its message. */
const reading = <Read>(read: () => Read): Read => {
  try {
    return read();
  } catch (cause) {
    throw new UnusableInput(cause instanceof Error ? cause.message : String(cause), { cause });
  }
};

const programmesAt = (path: string): ReadonlyMap<string, Programme> =>
  reading(() => {
    if (isFolder(path)) return loadProgrammes(path, SHIPPED);
    const programme = loadProgramme(path, SHIPPED);
    return new Map([[programme.id, programme]]);
  });

/** A programme by its file, or a shipped one by its id. */
const programmeAt = (pathOrId: string): Programme => {
  const shipped = join(SHIPPED, `${pathOrId}.json`);
  return reading(() => loadProgramme(!isFile(pathOrId) && isFile(shipped) ? shipped : pathOrId, SHIPPED));
};

const print = (lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

const check = (file: string, programmes: ReadonlyMap<string, Programme>, wording: Strictness['wording']): number => {
  const results = readCases(file).map((row) => checkCase(row, programmes, { wording }));
  const failed = results.filter(({ differences }) => differences.length > 0).length;
  print(results.flatMap(reportOf));
  print([`${results.length - failed} passed, ${failed} failed`]);
  return failed === 0 ? 0 : 1;
};

const validate = (programme: Programme): number => {
  print([
    `${programme.id} is a valid programme`,
    ...programme.versions.map(({ id }) => `  version ${id}, SHA-256 ${findPolicy(programme, id)?.fingerprint ?? ''}`),
  ]);
  return 0;
};

const run = (args: readonly string[]): number => {
  const { values, positionals } = reading(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { programmes: { type: 'string' }, 'exact-wording': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }),
  );
  const [command = '', file, ...more] = positionals;
  if (values.help === true) {
    print([USAGE]);
    return 0;
  }
  if (file === undefined || more.length > 0) throw new UnusableInput(USAGE);
  switch (command) {
    case 'check':
      return check(file, programmesAt(values.programmes ?? SHIPPED), values['exact-wording'] === true ? 'exact' : 'alike');
    case 'explain':
      print(explain(programmeAt(file)));
      return 0;
    case 'validate':
      return validate(programmeAt(file));
    default:
      throw new UnusableInput(`got ${command}, allowed are check, explain, validate\n${USAGE}`);
  }
};

runCommand(run);
