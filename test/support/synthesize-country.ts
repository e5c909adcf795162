/** Builds the functions and synthesizes the stacks for tests: `node synthesize-country.ts <folder>`. One shard keeps the sweeps of a simulated day few. */
import { join } from 'node:path';
import { nestlingApp } from '../../infra/app.ts';
import { build } from '../../infra/build.ts';
import { parseSettings } from '../../infra/settings.ts';

const [folder = ''] = process.argv.slice(2);
const buildFolder = join(folder, 'dist');
await build({ outFolder: buildFolder });
nestlingApp({ settings: parseSettings({ dueShards: 1 }), outFolder: join(folder, 'cdk.out'), cdkContext: {}, buildFolder }).synth();
