/** Builds and synthesizes for this machine: `node infra/local/synthesize.ts <folder>`. Same code, same stacks; a simulated year has fewer sweeps. */
import { join, resolve } from 'node:path';
import { nestlingApp } from '../app.ts';
import { build } from '../build.ts';
import { parseSettings, readContext } from '../settings.ts';

/** Twice a day, once within waking hours wherever she lives, where AWS sweeps by the hour: two years are told in a minute or two. */
const LOCAL_SWEEPS = { update: 'cron(0 1,13 * * ? *)' };
/** One partition of the due index is enough for the people of a story. */
const LOCAL_SHARDS = 1;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node infra/local/synthesize.ts <folder>');
const { nestling, cdk } = readContext(resolve(import.meta.dirname, '..', '..', 'cdk.json'));
const given = nestling as { readonly sweeps?: object };
const buildFolder = join(folder, 'dist');
await build({ outFolder: buildFolder });
nestlingApp({
  settings: parseSettings({ ...given, dueShards: LOCAL_SHARDS, sweeps: { ...given.sweeps, ...LOCAL_SWEEPS } }),
  outFolder: join(folder, 'cdk.out'),
  cdkContext: cdk,
  buildFolder,
}).synth();
