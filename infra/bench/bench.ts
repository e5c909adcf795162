/** `npm run bench [-- --quick] [--out file] [--only part,part]`: measures the system on this machine and prints what it found. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBundles } from './bundles.ts';
import { costOf, readPrices, totalOf } from './cost.ts';
import { buildForBench } from './country.ts';
import { measureJourney } from './journey.ts';
import { measureLists } from './lists.ts';
import { printBundles, printJourney, printSweeps, printTargets, printThroughput } from './print.ts';
import { printLists, printTexts } from './print-care.ts';
import { measureSweeps } from './sweep.ts';
import { targetsOf } from './targets.ts';
import { measureTexts } from './texts.ts';
import { measureThroughput } from './throughput.ts';

const USAGE = `npm run bench [-- options]
  --quick         fewer requests, cases and days
  --only a,b      of bundles, throughput, journey, sweeps, texts, lists
  --out file      where the figures go as JSON (default: .nestling/bench.json)`;

const PARTS = ['bundles', 'throughput', 'journey', 'sweeps', 'texts', 'lists'] as const;
type Part = (typeof PARTS)[number];

const SIZES = {
  whole: {
    loads: 5,
    throughput: { warmUp: 60, registrations: 300, reads: 2000, concurrency: 8 },
    journey: { mothers: 5, leavesDaysAfterBirth: 130, registeredAt: [70, 110] },
    sweeps: [1_000, 10_000, 100_000],
    texts: { mothers: 100, warmUp: 5, queued: 1_000 },
    lists: [1_000, 100_000],
  },
  quick: {
    loads: 3,
    throughput: { warmUp: 40, registrations: 120, reads: 600, concurrency: 8 },
    journey: { mothers: 2, leavesDaysAfterBirth: 20, registeredAt: [150, 175] },
    sweeps: [1_000, 5_000],
    texts: { mothers: 20, warmUp: 3, queued: 200 },
    lists: [1_000, 5_000],
  },
} as const;

const partsOf = (only: string | undefined): readonly Part[] => {
  const asked = only?.split(',') ?? PARTS;
  const unknown = asked.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0) throw new Error(`no part is called ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);
  return PARTS.filter((part) => asked.includes(part));
};

const say = (text = ''): void => console.log(text);

const bench = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      only: { type: 'string' },
      out: { type: 'string', default: '.nestling/bench.json' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    say(USAGE);
    return;
  }
  const parts = partsOf(values.only);
  const size = values.quick === true ? SIZES.quick : SIZES.whole;
  const prices = readPrices();
  const when = <T>(part: Part, measure: () => Promise<T>): Promise<T | undefined> => {
    if (!parts.includes(part)) return Promise.resolve(undefined);
    say(`measuring ${part} ...`);
    return measure();
  };

  const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? '', node: process.version, loadBefore: loadavg()[0] ?? 0 };
  say(`${machine.cpus} CPUs (${machine.model}), Node ${machine.node}, load average ${machine.loadBefore.toFixed(1)} before the start`);
  say('building ...');
  const built = await buildForBench();
  const bundles = await when('bundles', () => measureBundles(built.buildFolder, size.loads));
  const throughput = await when('throughput', () => measureThroughput(built, size.throughput));
  const journey = await when('journey', () => measureJourney(built, size.journey));
  const sweeps = await when('sweeps', () => measureSweeps(built, size.sweeps));
  const texts = await when('texts', () => measureTexts(built, size.texts));
  const lists = await when('lists', () => measureLists(built, size.lists));

  const cost =
    journey === undefined
      ? undefined
      : {
          journey: costOf(journey.perMother, prices),
          registration: costOf(journey.registration, prices),
          emptyMonth: costOf(journey.emptyDay, prices).map((line) => ({ ...line, quantity: line.quantity * 30, usd: line.usd * 30 })),
        };
  const targets = targetsOf({ bundles, journey, sweeps, texts, lists, journeyUsd: cost === undefined ? undefined : totalOf(cost.journey) });
  say();
  if (bundles !== undefined) printBundles(bundles, size.loads, say);
  if (throughput !== undefined) printThroughput(throughput, say);
  if (journey !== undefined && cost !== undefined) printJourney(journey, cost, prices, say);
  if (sweeps !== undefined) printSweeps(sweeps, say);
  if (texts !== undefined) printTexts(texts, say);
  if (lists !== undefined) printLists(lists, say);
  printTargets(targets, say);

  const figures = {
    at: new Date().toISOString(),
    quick: values.quick === true,
    machine,
    bundles,
    throughput,
    journey,
    cost,
    prices,
    sweeps,
    texts,
    lists,
    targets,
  };
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(figures, null, 2)}\n`);
  say(`\nall figures: ${values.out}`);
};

await bench().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
