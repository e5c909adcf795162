import type { BundleFigures } from './bundles.ts';
import type { JourneyFigures } from './journey.ts';
import type { ListFigures } from './lists.ts';
import type { SweepFigures } from './sweep.ts';
import type { TextFigures } from './texts.ts';

/** Something to reach, and how near it is. */
export interface Target {
  readonly what: string;
  readonly limit: string;
  readonly found: string;
  readonly reached: boolean;
}

export interface Measurements {
  readonly bundles: readonly BundleFigures[] | undefined;
  readonly journey: JourneyFigures | undefined;
  readonly sweeps: readonly SweepFigures[] | undefined;
  readonly texts: TextFigures | undefined;
  readonly lists: readonly ListFigures[] | undefined;
  readonly journeyUsd: number | undefined;
}

/** Bundles are measured as people write them: a kB is 1,000 bytes. */
const MOST_BUNDLE_BYTES = 500_000;
const MOST_JOURNEY_USD = 0.05;

const requestTarget = ({ requests }: JourneyFigures): Target => {
  const beyond = requests.filter(({ mostReads, mostTransactions }) => mostReads > 1 || mostTransactions > 1);
  return {
    what: 'reads and transactions a request',
    limit: 'at most 1 and 1',
    found:
      beyond.length === 0
        ? `all ${requests.length} routes`
        : beyond.map(({ route, mostReads, mostTransactions }) => `${route}: ${mostReads} and ${mostTransactions}`).join('; '),
    reached: beyond.length === 0,
  };
};

const bundleTarget = (bundles: readonly BundleFigures[]): Target => {
  const beyond = bundles.filter(({ bytes }) => bytes >= MOST_BUNDLE_BYTES);
  const largest = bundles.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  return {
    what: 'size of a bundle',
    limit: `under ${MOST_BUNDLE_BYTES / 1000} kB`,
    found:
      beyond.length === 0
        ? `largest ${Math.round(largest / 1000)} kB`
        : beyond.map(({ name, bytes }) => `${name} ${Math.round(bytes / 1000)} kB`).join(', '),
    reached: beyond.length === 0,
  };
};

const once = (texts: readonly string[]): string => [...new Set(texts)].join(', ');

const queriesTarget = (all: readonly SweepFigures[], sweep: SweepFigures['sweep']): Target => {
  const sweeps = all.filter((one) => one.sweep === sweep);
  return {
    what: `queries of a sweep, ${sweep}`,
    limit: 'one a shard',
    found: once(sweeps.map(({ queries, shards }) => `${queries} for ${shards} shards`)),
    reached: sweeps.every(({ queries, shards }) => queries <= shards),
  };
};

const sweepTargets = (sweeps: readonly SweepFigures[]): Target[] => [
  {
    what: 'items that a sweep reads',
    limit: 'what is due',
    found: `${once(sweeps.map(({ itemsRead, due }) => `${itemsRead} for ${due} due`))}, among ${once(sweeps.map(({ cases }) => cases.toLocaleString('en')))}`,
    reached: sweeps.every(({ itemsRead, itemsFound, due }) => itemsRead === due && itemsFound === due),
  },
  queriesTarget(sweeps, 'first of a day'),
  queriesTarget(sweeps, 'later that day'),
];

const listTarget = (lists: readonly ListFigures[]): Target => ({
  what: "reads of a worker's list",
  limit: 'one, however many cases',
  found: `${once(lists.map(({ reads }) => String(reads)))}, among ${once(lists.map(({ cases }) => cases.toLocaleString('en')))}`,
  reached: lists.every(({ reads }) => reads === 1),
});

const queueTarget = ({ queue }: TextFigures): Target => ({
  what: 'texts that leave the outgoing queue',
  limit: 'each, once',
  found: `${queue.sent} of ${queue.messages}`,
  reached: queue.sent === queue.messages,
});

/** What the design asks for, beside what was found. */
export const targetsOf = ({ bundles, journey, sweeps, texts, lists, journeyUsd }: Measurements): readonly Target[] => [
  ...(journey === undefined ? [] : [requestTarget(journey)]),
  ...(bundles === undefined ? [] : [bundleTarget(bundles)]),
  ...(sweeps === undefined ? [] : sweepTargets(sweeps)),
  ...(texts === undefined ? [] : [queueTarget(texts)]),
  ...(lists === undefined ? [] : [listTarget(lists)]),
  ...(journeyUsd === undefined
    ? []
    : [
        {
          what: "list price of a mother's journey, without text messages",
          limit: `under ${MOST_JOURNEY_USD} USD`,
          found: `${journeyUsd.toFixed(4)} USD`,
          reached: journeyUsd < MOST_JOURNEY_USD,
        },
      ]),
];
