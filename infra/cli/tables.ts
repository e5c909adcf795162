/** `npm run tables`: writes the tables of the README and of docs/ anew from the code; `-- --check` says whether they are as they should be. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { fhirParts } from './tables/fhir.ts';
import { partsFrom } from './tables/parts.ts';
import { staleParts, withParts } from './tables/readme.ts';
import { ROOT } from './tables/sources.ts';

const currentParts = async (): Promise<Readonly<Record<string, string>>> => {
  const outFolder = mkdtempSync(join(tmpdir(), 'nestling-tables-'));
  try {
    return await partsFrom({ manifest: await build({ outFolder }) });
  } finally {
    rmSync(outFolder, { recursive: true, force: true });
  }
};

const PAGES: readonly { readonly page: string; readonly parts: () => Promise<Readonly<Record<string, string>>> }[] = [
  { page: 'README.md', parts: currentParts },
  { page: 'docs/fhir.md', parts: () => Promise.resolve(fhirParts()) },
];

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  for (const { page, parts: made } of PAGES) {
    const text = readFileSync(join(ROOT, page), 'utf8');
    const parts = await made();
    const stale = staleParts(text, parts);
    if (stale.length === 0) console.log(`The tables of ${page} agree with the code.`);
    else if (values.check === true) {
      console.error(`These tables of ${page} do not agree with the code: ${stale.join(', ')}. Run npm run tables.`);
      process.exitCode = 1;
    } else {
      writeFileSync(join(ROOT, page), withParts(text, parts));
      console.log(`Written anew in ${page}: ${stale.join(', ')}.`);
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
