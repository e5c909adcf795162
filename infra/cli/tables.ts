/** `npm run tables`: writes the tables of the README anew from the code; `-- --check` says whether they are as they should be. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { partsFrom } from './tables/parts.ts';
import { staleParts, withParts } from './tables/readme.ts';
import { ROOT } from './tables/sources.ts';

const README = join(ROOT, 'README.md');

const currentParts = async (): Promise<Readonly<Record<string, string>>> => {
  const outFolder = mkdtempSync(join(tmpdir(), 'nestling-tables-'));
  try {
    return await partsFrom({ manifest: await build({ outFolder }) });
  } finally {
    rmSync(outFolder, { recursive: true, force: true });
  }
};

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  const text = readFileSync(README, 'utf8');
  const parts = await currentParts();
  const stale = staleParts(text, parts);
  if (stale.length === 0) console.log('The tables of the README agree with the code.');
  else if (values.check === true) {
    console.error(`These tables of the README do not agree with the code: ${stale.join(', ')}. Run npm run tables.`);
    process.exitCode = 1;
  } else {
    writeFileSync(README, withParts(text, parts));
    console.log(`Written anew: ${stale.join(', ')}.`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
