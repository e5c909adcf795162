import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median } from './table.ts';

const run = promisify(execFile);

export interface BundleFigures {
  readonly name: string;
  readonly bytes: number;
  /** Median of the loads in fresh processes, each without the start of Node itself. */
  readonly coldLoadMs: number;
}

const loadOnce = async (file: string): Promise<number> => {
  const { stdout } = await run(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'load-bundle.ts'),
    file,
  ]);
  return Number(stdout);
};

/** Size and cold load of each function's bundle, one process after the other. */
export const measureBundles = async (buildFolder: string, loads: number): Promise<readonly BundleFigures[]> => {
  const folder = join(buildFolder, 'functions');
  const figures: BundleFigures[] = [];
  for (const name of readdirSync(folder).sort()) {
    const file = join(folder, name, 'index.js');
    const times: number[] = [];
    for (let load = 0; load < loads; load += 1) times.push(await loadOnce(file));
    figures.push({ name, bytes: statSync(file).size, coldLoadMs: median(times) });
  }
  return figures;
};
