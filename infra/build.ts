/**
 * Bundles every function with one esbuild call and writes down what the bundles are: `npm run build [-- --root folder] [--out folder]`.
 * The output holds no machine paths and no times, so the same sources give the same bytes anywhere.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compileFunction } from 'node:vm';
import { build as bundle, type BuildOptions } from 'esbuild';
import { DescribedEntry, EntryManifest, type BuiltFunction, type Manifest } from './manifest.ts';
import { openApiOf } from './openapi.ts';
import { eventStreamsNeverOpened, NEVER_LOADED, SLIMMING } from './slimming.ts';

const ROOT = resolve(import.meta.dirname, '..');
const KINDS = '{api,tasks,subscribers,consumers,sweeps}';
const ENTRIES = [`functions/*/${KINDS}/index.ts`, `functions/*/*/${KINDS}/index.ts`, 'functions/outbox/relay/index.ts'];

export interface BuildProps {
  /** The folder that holds `functions/`. @default - this repository */
  readonly root?: string;
  /** Where bundles and manifest go; emptied first. @default - `dist` in the root */
  readonly outFolder?: string;
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `functions/civil-registry/api/index.ts` -> `CivilRegistryApi`; `functions/govstack/consent/api/index.ts` -> `GovstackConsentApi` */
export const functionNameOf = (entry: string): string => entry.split('/').slice(1, -1).join('-').split('-').map(capitalised).join('');

/** Evaluates the text of a CommonJS bundle, as if it stood in `file`. */
const evaluated = (text: string, file: string): { readonly handler?: unknown; readonly manifest?: unknown } => {
  const module = { exports: {} };
  const run = compileFunction(text, ['module', 'exports', 'require', '__filename', '__dirname'], { filename: file });
  Reflect.apply(run, undefined, [module, module.exports, createRequire(file), file, dirname(file)]);
  return module.exports;
};

/** Loads a bundle as the Lambda runtime would. @throws Error when it needs its environment to be loaded, or has no handler */
const loaded = (text: string, file: string, entry: string): { readonly manifest?: unknown } => {
  const load = () => {
    try {
      return evaluated(text, file);
    } catch (cause) {
      throw new Error(`${entry} cannot be loaded without its environment: ${String(cause)}`, { cause });
    }
  };
  const exported = load();
  if (typeof exported.handler !== 'function') throw new Error(`${entry} exports no function named handler`);
  return exported;
};

/** What an entry says of itself. */
const describedBy = (text: string, file: string, entry: string): DescribedEntry => {
  const described = DescribedEntry.safeParse(loaded(text, file, entry).manifest);
  if (described.success) return described.data;
  throw new Error(
    `${entry} exports no usable manifest: ${described.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ')}`,
  );
};

/**
 * Builds all functions into `<outFolder>/functions/<Name>/index.js` and writes `<outFolder>/manifest.json` and `<outFolder>/openapi.json`.
 * CommonJS, since it starts several times faster than a module. No source maps: they would weigh more than the code, and errors carry
 * their own names.
 * @throws Error naming the entry that cannot be bundled, loaded or read
 */
export const build = async ({ root = ROOT, outFolder = join(root, 'dist') }: BuildProps = {}): Promise<Manifest> => {
  const entries = globSync(ENTRIES, { cwd: root }).sort();
  const names = new Map(entries.map((entry) => [functionNameOf(entry), entry]));
  const functions = join(outFolder, 'functions');
  rmSync(functions, { recursive: true, force: true });
  mkdirSync(functions, { recursive: true });
  const options = {
    absWorkingDir: root,
    entryPoints: [...names].map(([name, entry]) => ({ in: entry, out: `${name}/index` })),
    outdir: functions,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // the SDK's import() of node:http makes Node read every export of it, WebSocket's whole client among them
    supported: { 'dynamic-import': false },
    charset: 'utf8',
    mainFields: ['module', 'main'],
    external: NEVER_LOADED,
    legalComments: 'none',
    logLevel: 'silent',
  } satisfies BuildOptions;
  // once whole, to be asked what it is, and once as it is deployed
  const whole = await bundle({ ...options, plugins: [eventStreamsNeverOpened], write: false });
  const { metafile } = await bundle({
    ...options,
    plugins: [...SLIMMING],
    metafile: true,
  });
  const bytesOf = (name: string): number => {
    const output = Object.entries(metafile.outputs).find(([file]) => resolve(root, file) === join(functions, name, 'index.js'));
    if (output === undefined) throw new Error(`esbuild wrote no bundle for ${name}`);
    return output[1].bytes;
  };
  const described = [...names].map(([name, entry]) => {
    const file = join(functions, name, 'index.js');
    writeFileSync(join(functions, name, 'package.json'), '{"type":"commonjs"}\n');
    loaded(readFileSync(file, 'utf8'), file, entry);
    return { name, entry, says: describedBy(whole.outputFiles.find(({ path }) => path === file)?.text ?? '', file, entry) };
  });
  const built = described.map(({ name, entry, says }): [string, BuiltFunction] => [
    name,
    { entry, bytes: bytesOf(name), ...EntryManifest.parse(says) },
  ]);
  const manifest: Manifest = { functions: Object.fromEntries(built.sort(([a], [b]) => a.localeCompare(b))) };
  writeFileSync(join(outFolder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const routes = described.flatMap(({ says }) => (says.kind === 'api' ? (says.operations ?? says.routes) : []));
  writeFileSync(join(outFolder, 'openapi.json'), `${JSON.stringify(openApiOf(routes), null, 2)}\n`);
  return manifest;
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { root: { type: 'string' }, out: { type: 'string' } } });
  const root = values.root === undefined ? ROOT : resolve(values.root);
  const outFolder = values.out === undefined ? join(root, 'dist') : resolve(values.out);
  try {
    const { functions } = await build({ root, outFolder });
    for (const [name, { bytes }] of Object.entries(functions)) console.log(`${name.padEnd(28)}${(bytes / 1000).toFixed(0).padStart(6)} kB`);
    console.log(`${Object.keys(functions).length} functions in ${relative(process.cwd(), outFolder)}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
