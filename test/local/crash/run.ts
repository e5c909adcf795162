/**
 * `npm run crash [-- [--kinds] [--mode <mode>]... <part of a call's name>]`: the main path once for every call of it (or one of each kind)
 * and every way to fail, as a table.
 */
import { parseArgs } from 'node:util';
import { MODES, nameOf, oneOfEachKind, startCrashCountry, type CrashCountry } from './crash-points.ts';

const {
  values: { kinds = false, mode: modes = [...MODES] },
  positionals: [only = ''],
} = parseArgs({ options: { kinds: { type: 'boolean' }, mode: { type: 'string', multiple: true } }, allowPositionals: true });
// two countries, since one waits for its own clocks and processes half of the time
const countries = await Promise.all([startCrashCountry(), startCrashCountry()]);
const points = (kinds ? oneOfEachKind(countries[0].points) : countries[0].points).filter((point) => nameOf(point).includes(only));
const left = points.flatMap((point) => MODES.filter((one) => modes.includes(one)).map((mode) => [point, mode] as const));
const all = left.length;
console.log(`${String(points.length)} calls, ${String(modes.length)} ways to fail each`);
let differing = 0;
let missed = 0;
const strikeAll = async (country: CrashCountry): Promise<void> => {
  for (let next = left.shift(); next !== undefined; next = left.shift()) {
    const [point, mode] = next;
    const { struck, missing, surplus, stuck, milliseconds } = await country.strike(point, mode);
    const same = missing.length === 0 && surplus.length === 0 && stuck === undefined;
    if (!same) differing += 1;
    if (!struck) missed += 1;
    const found = `${struck ? '' : 'not reached '}${same ? 'same' : 'DIFFERS'}`;
    const details = [stuck ?? [], missing.map((line) => `- ${line}`), surplus.map((line) => `+ ${line}`)].flat();
    console.log(
      [
        `${nameOf(point).padEnd(70)} ${mode.padEnd(12)} ${found} ${milliseconds.toFixed(0)} ms`,
        ...details.map((line) => `    ${line}`),
      ].join('\n'),
    );
  }
  await country.stop();
};
await Promise.all(countries.map(strikeAll));
console.log(`${String(all - differing)} same, ${String(differing)} differing; ${String(missed)} not reached`);
process.exitCode = differing === 0 ? 0 : 1;
