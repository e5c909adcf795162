import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startCountry, type Country } from '../local/country.ts';
import { memoryOf, newGauge, type Usage } from './usage.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, '.nestling', 'bench');

/** What is measured: bundles and assembly, made for this run alone, beside those of `npm start`. */
export interface Built {
  readonly buildFolder: string;
  readonly assembly: string;
}

/** Builds and synthesizes, as `npm run synth` does. @throws Error with what the step printed */
export const buildForBench = async (): Promise<Built> => {
  const buildFolder = join(FOLDER, 'dist');
  const assembly = join(FOLDER, 'cdk.out');
  await run(process.execPath, [join(ROOT, 'infra/build.ts'), '--out', buildFolder], { cwd: ROOT });
  await run(process.execPath, [join(ROOT, 'infra/app.ts'), '--build', buildFolder, '--out', assembly], { cwd: ROOT });
  return { buildFolder, assembly };
};

export interface Measured {
  readonly country: Country;
  /** What was used since it was read last. */
  readonly used: () => Usage;
}

/** Runs something on a system of its own, in memory, with a gauge on it. */
export const onFreshCountry = async <T>(
  { assembly }: Built,
  start: string | undefined,
  job: (measured: Measured) => Promise<T>,
): Promise<T> => {
  const gauge = newGauge(memoryOf(assembly));
  const country = await startCountry({
    assembly,
    clock: start === undefined ? { mode: 'real' } : { mode: 'manual', start },
    log: (source, line) => {
      // what the system itself says is in no log of AWS
      if (source !== 'local' && source !== 'api') gauge.log(line);
    },
  });
  try {
    return await job({ country, used: () => gauge.read(country.local) });
  } finally {
    await country.stop();
  }
};
