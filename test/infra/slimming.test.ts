import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import examples from 'libphonenumber-js/mobile/examples';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as sns from '@aws-sdk/client-sns';
import { errorsOfOneShape, plansWithoutFormats } from '../../infra/slimming.ts';

const requireFresh = createRequire(import.meta.url);
const SOURCE = `
  import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
  import plan from 'libphonenumber-js/min/metadata';
  export const read = (text, country) => parsePhoneNumberFromString(text, { defaultCountry: country }, plan);`;

/** What a source exports when it is bundled with a plugin. */
const bundled = async (contents: string, plugin: Plugin): Promise<unknown> => {
  const folder = mkdtempSync(join(process.cwd(), 'dist-slim-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
    await build({
      stdin: { contents, resolveDir: process.cwd() },
      outfile: join(folder, 'read.js'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      plugins: [plugin],
      logLevel: 'silent',
    });
    return requireFresh(join(folder, 'read.js')) as unknown;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe('the numbering plans in a bundle', () => {
  it('read every country as the whole plans do', async () => {
    const { read } = (await bundled(SOURCE, plansWithoutFormats)) as { read: typeof parsePhoneNumberFromString };

    const differing = Object.entries(examples as Record<string, string>).flatMap(([country, national]) =>
      [national, `0${national}`, national.slice(1)].filter((text) => {
        const [whole, slim] = [parsePhoneNumberFromString(text, country as 'IN'), read(text, country as 'IN')];
        return whole?.number !== slim?.number || whole?.isValid() !== slim?.isValid();
      }),
    );

    expect(Object.keys(examples).length).toBeGreaterThan(200);
    expect(differing).toEqual([]);
  });
});

describe('the errors of AWS in a bundle', () => {
  type ErrorClass = new (options: object) => Error;
  const isError = ([, value]: readonly [string, unknown]): boolean =>
    typeof value === 'function' && value.prototype instanceof Error && 'shapeId' in value;
  const shown = (Made: ErrorClass): object => {
    const options = {
      message: 'refused',
      $metadata: { httpStatusCode: 400 },
      Message: 'm',
      Item: { a: 1 },
      CancellationReasons: [{ Code: 'x' }],
      Status: 's',
    };
    const made = new Made(options);
    const { name, message, ...fields } = made;
    return {
      name,
      message,
      ...fields,
      shapeId: (Made as { shapeId?: string }).shapeId,
      isIts: made instanceof Made,
      isDirectly: Object.getPrototypeOf(made) === Made.prototype,
    };
  };

  it.each([
    ['client-dynamodb', dynamodb],
    ['client-sns', sns],
  ])('are those of %s', async (client, whole) => {
    const slim = new Map(
      Object.entries((await bundled(`export * from '@aws-sdk/${client}';`, errorsOfOneShape)) as Record<string, ErrorClass>),
    );
    const errors = Object.entries(whole).filter(isError) as [string, ErrorClass][];

    expect(errors.length).toBeGreaterThan(20);
    const shownOf = (name: string): object | undefined => {
      const Slim = slim.get(name);
      return Slim && shown(Slim);
    };
    for (const [name, Whole] of errors) expect({ name, made: shownOf(name) }).toEqual({ name, made: shown(Whole) });
  });
});
