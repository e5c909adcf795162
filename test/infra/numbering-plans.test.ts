import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import examples from 'libphonenumber-js/mobile/examples';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { plansWithoutFormats } from '../../infra/slimming.ts';

const requireFresh = createRequire(import.meta.url);
const SOURCE = `
  import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
  import plan from 'libphonenumber-js/min/metadata';
  export const read = (text, country) => parsePhoneNumberFromString(text, { defaultCountry: country }, plan);`;

describe('the numbering plans in a bundle', () => {
  it('read every country as the whole plans do', async () => {
    const folder = mkdtempSync(join(process.cwd(), 'dist-plans-'));
    try {
      writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
      await build({
        stdin: { contents: SOURCE, resolveDir: process.cwd() },
        outfile: join(folder, 'read.js'),
        bundle: true,
        platform: 'node',
        format: 'cjs',
        mainFields: ['module', 'main'],
        plugins: [plansWithoutFormats],
        logLevel: 'silent',
      });
      const { read } = requireFresh(join(folder, 'read.js')) as { read: typeof parsePhoneNumberFromString };

      const differing = Object.entries(examples as Record<string, string>).flatMap(([country, national]) =>
        [national, `0${national}`, national.slice(1)].filter((text) => {
          const [whole, slim] = [parsePhoneNumberFromString(text, country as 'IN'), read(text, country as 'IN')];
          return whole?.number !== slim?.number || whole?.isValid() !== slim?.isValid();
        }),
      );

      expect(Object.keys(examples).length).toBeGreaterThan(200);
      expect(differing).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
