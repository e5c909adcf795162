/**
 * `npm run crash [-- [--kinds] [--mode <mode>]... <part of a call's name>]`: the main path once for every call of it (or one of each kind)
 * and every way to fail, as a table.
 */
import { parseArgs } from 'node:util';
import { MODES, nameOf, oneOfEachKind, startCrashCountry } from './crash-points.ts';

const {
  values: { kinds = false, mode: modes = [...MODES] },
  positionals: [only = ''],
} = parseArgs({ options: { kinds: { type: 'boolean' }, mode: { type: 'string', multiple: true } }, allowPositionals: true });
const country = await startCrashCountry();
const points = (kinds ? oneOfEachKind(country.points) : country.points).filter((point) => nameOf(point).includes(only));
console.log(`${String(points.length)} calls, ${String(modes.length)} ways to fail each`);
let differing = 0;
let missed = 0;
for (const point of points) {
  for (const mode of MODES.filter((one) => modes.includes(one))) {
    const { struck, missing, surplus, stuck, milliseconds } = await country.strike(point, mode);
    const same = missing.length === 0 && surplus.length === 0 && stuck === undefined;
    if (!same) differing += 1;
    if (!struck) missed += 1;
    console.log(
      `${nameOf(point).padEnd(70)} ${mode.padEnd(12)} ${struck ? '' : 'not reached '}${same ? 'same' : 'DIFFERS'} ${milliseconds.toFixed(0)} ms`,
    );
    if (stuck !== undefined) console.log(`    ${stuck}`);
    for (const line of missing) console.log(`    - ${line}`);
    for (const line of surplus) console.log(`    + ${line}`);
  }
}
await country.stop();
console.log(`${String(points.length * modes.length - differing)} same, ${String(differing)} differing; ${String(missed)} not reached`);
process.exitCode = differing === 0 ? 0 : 1;
