import type { BundleFigures } from './bundles.ts';
import { totalOf, type CostLine, type PriceList } from './cost.ts';
import type { JourneyFigures } from './journey.ts';
import type { LoadFigures } from './load.ts';
import type { SweepFigures } from './sweep.ts';
import { dollars, rounded, tableOf, verdict } from './table.ts';
import type { Target } from './targets.ts';
import type { ThroughputFigures } from './throughput.ts';
import type { Usage } from './usage.ts';

type Say = (text?: string) => void;

export const printBundles = (bundles: readonly BundleFigures[], loads: number, say: Say): void => {
  say(`Bundles: size, and load in a fresh process (median of ${loads}, without the start of Node)`);
  say(
    tableOf(
      ['function', 'kB', 'load ms'],
      bundles.map(({ name, bytes, coldLoadMs }) => [name, (bytes / 1000).toFixed(0), coldLoadMs.toFixed(0)]),
    ),
  );
  say();
};

const loadRow = (what: string, { requests, concurrency, perSecond, p50Ms, p99Ms, statuses }: LoadFigures): string[] => [
  what,
  rounded(requests),
  rounded(concurrency),
  rounded(perSecond),
  p50Ms.toFixed(1),
  p99Ms.toFixed(1),
  Object.entries(statuses)
    .map(([status, times]) => `${times} x ${status}`)
    .join(', '),
];

export const printThroughput = ({ registration, followedUpSeconds, caseRead }: ThroughputFigures, say: Say): void => {
  say('Through the local HTTP gateway, all on this machine');
  say(
    tableOf(
      ['request', 'sent', 'at once', 'a second', 'p50 ms', 'p99 ms', 'answers'],
      [loadRow('POST /registrations', registration), loadRow('GET /cases/{caseId}', caseRead)],
    ),
  );
  say(`  what follows from the registrations runs beside them; the rest of it took ${followedUpSeconds.toFixed(1)} s more`);
  say();
};

const usageRows = (columns: readonly Usage[]): string[][] => {
  const row = (what: string, of: (usage: Usage) => number): string[] => [what, ...columns.map((usage) => rounded(of(usage)))];
  return [
    row('API requests', ({ apiRequests }) => apiRequests),
    row('function invocations', ({ invocations }) => invocations),
    row('state transitions', ({ transitions }) => transitions),
    row('database reads', ({ databaseReads }) => databaseReads),
    row('database writes', ({ databaseWrites }) => databaseWrites),
    row('read units', ({ readUnits }) => readUnits),
    row('write units', ({ writeUnits }) => writeUnits),
    row('events', ({ events }) => events),
    row('key requests', ({ keyRequests }) => keyRequests),
    row('calls of partners', ({ partnerCalls }) => partnerCalls),
    row('log bytes of functions', ({ logBytes }) => logBytes),
    row('text messages', ({ messages }) => messages),
    row('parts of text messages', ({ messageParts }) => messageParts),
  ];
};

export interface JourneyCost {
  readonly journey: readonly CostLine[];
  readonly registration: readonly CostLine[];
  readonly emptyMonth: readonly CostLine[];
}

export const printJourney = (journey: JourneyFigures, cost: JourneyCost, prices: PriceList, say: Say): void => {
  const { programme, mothers, days, endings, paid, registrationRequest, registration, perMother, emptyDay, requests, failures } = journey;
  const ended = Object.entries(endings).map(([how, times]) => `${times} ${how}`);
  const moved = paid.map(
    ({ currency, payments, amountMinor }) => `${currency} ${(amountMinor / 100).toLocaleString('en')} in ${payments} payments`,
  );
  say(
    `A mother's journey in ${programme}: ${mothers} mothers over ${days} days; ${ended.join(', ')}; paid ${moved.join(', ') || 'nothing'}`,
  );
  say(
    tableOf(
      ['of one mother', 'registration: the request', 'with what follows that day', 'whole journey', 'an empty day, all mothers'],
      usageRows([registrationRequest, registration, perMother, emptyDay]),
    ),
  );
  say(`  failed on the way: ${failures.executions} executions, ${failures.deadLetters} dead letters, ${failures.lost} lost events`);
  say();
  say('Database calls of one request, at most');
  say(
    tableOf(
      ['route', 'requests', 'reads', 'transactions', ''],
      requests.map(({ route, requests: times, mostReads, mostTransactions }) => [
        route,
        rounded(times),
        rounded(mostReads),
        rounded(mostTransactions),
        verdict(mostReads <= 1 && mostTransactions <= 1),
      ]),
    ),
  );
  say();
  say(`List price in USD, ${prices.region}, as of ${prices.asOf}`);
  say(
    tableOf(
      ['what', 'quantity', 'a journey', 'a registration', 'an empty month'],
      [
        ...cost.journey.map(({ what, quantity, usd }, place) => [
          what,
          rounded(quantity),
          dollars(usd),
          dollars(cost.registration[place]?.usd ?? 0),
          dollars(cost.emptyMonth[place]?.usd ?? 0),
        ]),
        ['total', '', dollars(totalOf(cost.journey)), dollars(totalOf(cost.registration)), dollars(totalOf(cost.emptyMonth))],
      ],
    ),
  );
  say(`  and ${rounded(perMother.messageParts)} parts of text messages, at the price of her network`);
  for (const [name, { value, why }] of Object.entries(prices.assumptions)) say(`  assumed: ${name} ${value}, ${why}`);
  for (const text of prices.notCounted) say(`  not counted: ${text}`);
  say();
};

export const printSweeps = (sweeps: readonly SweepFigures[], say: Say): void => {
  say('The update sweep: what it reads of the due index');
  say(
    tableOf(
      ['sweep', 'cases', 'due', 'items read', 'queries', 'shards', 'other reads', 'read units', 'ms'],
      sweeps.map(({ sweep, cases, due, itemsRead, queries, shards, otherReads, readUnits, milliseconds }) => [
        sweep,
        ...[cases, due, itemsRead, queries, shards, otherReads, readUnits, Math.round(milliseconds)].map(rounded),
      ]),
    ),
  );
  say();
};

export const printTargets = (targets: readonly Target[], say: Say): void => {
  say('To reach');
  say(
    tableOf(
      ['', 'limit', '', 'found'],
      targets.map(({ what, limit, found, reached }) => [what, limit, verdict(reached), found]),
    ),
  );
};
