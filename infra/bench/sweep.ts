import { addDays, PlainDate } from '../../functions/kernel/dates.ts';
import { derivedId, shardOf } from '../../functions/kernel/ids.ts';
import type { Country } from '../local/country.ts';
import { onFreshCountry, type Built } from './country.ts';
import { writeItems, writeRequests } from './write-items.ts';

export interface SweepFigures {
  /** The first sweep of a day reads all that is due; later ones what fell due that day. */
  readonly sweep: 'first of a day' | 'later that day';
  readonly cases: number;
  readonly due: number;
  readonly shards: number;
  readonly itemsFound: number;
  /** Entries of the due index that were read. */
  readonly itemsRead: number;
  /** Queries of the due index. */
  readonly queries: number;
  /** Other reads: each shard's cursor. */
  readonly otherReads: number;
  readonly readUnits: number;
  readonly milliseconds: number;
}

const DUE_EACH_DAY = 100;
const SPREAD_DAYS = 300;
const PAUSE_DAYS = 5;
const START = '2030-03-04T12:00:00.000Z';
const FUNCTION = 'UpdatingSweeps';
/** A kind of due item that no context owns: the sweep tells of it, and nobody acts. */
const KIND = 'benchmark';

const caseIdOf = (index: number): string => derivedId('sweep bench', index);

/** A case with one entry of the due index, as an item of the table. */
const itemOf = (index: number, day: string, shards: number) => {
  const caseId = caseIdOf(index);
  const sk = `BENCH#${day}`;
  const text = (value: string) => ({ S: value });
  return {
    pk: text(`CASE#${caseId}`),
    sk: text(sk),
    entity: text('bench'),
    caseId: text(caseId),
    area: text('bench-1'),
    programme: text('DEFAULT'),
    duePk: text(`DUE#update#${shardOf(caseId, shards)}`),
    dueSk: text(`${day}#${KIND}#${caseId}#${sk}`),
  };
};

const asked = async (country: Country, task: string, input: object): Promise<Record<string, unknown>> => {
  const at = country.local.clock.now();
  const invocation = await country.local.invoke(FUNCTION, { task, at, execution: `bench-${at}`, input: { ...input } });
  if (!('payload' in invocation)) throw new Error(`${task} failed: ${JSON.stringify(invocation.error)}`);
  return JSON.parse(invocation.payload) as Record<string, unknown>;
};

/** Sweeps every shard once, as the state machine does. */
const sweepOnce = async (
  country: Country,
  time: string,
  about: Pick<SweepFigures, 'sweep' | 'cases'>,
  shards: readonly number[],
): Promise<SweepFigures> => {
  const { local } = country;
  local.clearCalls();
  const began = performance.now();
  let itemsFound = 0;
  for (const shard of shards) itemsFound += Number((await asked(country, 'FindDueItems', { sweep: 'update', shard, time }))['found']);
  const milliseconds = performance.now() - began;
  const reads = local.calls.filter(
    ({ functionName, service, action }) => functionName === FUNCTION && service === 'dynamodb' && /Query|GetItem/.test(action),
  );
  const queries = reads.filter(({ action }) => action === 'Query');
  const total = (of: (call: (typeof reads)[number]) => number, calls = reads) => calls.reduce((sum, call) => sum + of(call), 0);
  return {
    ...about,
    due: DUE_EACH_DAY,
    shards: shards.length,
    itemsFound,
    itemsRead: total(({ itemsRead }) => itemsRead, queries),
    queries: queries.length,
    otherReads: reads.length - queries.length,
    readUnits: total(({ readUnits }) => readUnits),
    milliseconds,
  };
};

/** What the update sweep reads with 100 due, among more and more cases; each size on a day of its own. */
export const measureSweeps = (built: Built, sizes: readonly number[]): Promise<readonly SweepFigures[]> =>
  onFreshCountry(built, START, async ({ country }) => {
    const { shards } = (await asked(country, 'ListShards', {})) as { shards: number[] };
    const first = PlainDate.parse(START.slice(0, 10));
    const figures: SweepFigures[] = [];
    let cases = 0;
    for (const [turn, size] of sizes.entries()) {
      const today = addDays(first, PAUSE_DAYS * (turn + 1));
      const later = addDays(first, PAUSE_DAYS * (sizes.length + 1));
      const due = (index: number): string => (index < cases + DUE_EACH_DAY ? today : addDays(later, index % SPREAD_DAYS));
      for (let from = cases; from < size; from += 5000)
        await writeItems(
          country,
          Array.from({ length: Math.min(5000, size - from) }, (_, offset) => itemOf(from + offset, due(from + offset), shards.length)),
        );
      const dueNow = Array.from({ length: DUE_EACH_DAY }, (_, index) => itemOf(cases + index, today, shards.length));
      cases = size;
      // what the schedule starts is over before midnight; the sweeps of the day are these two
      await country.passTo(`${addDays(today, -1)}T23:30:00.000Z`);
      figures.push(await sweepOnce(country, `${today}T00:00:00.000Z`, { sweep: 'first of a day', cases }, shards));
      figures.push(await sweepOnce(country, `${today}T00:01:00.000Z`, { sweep: 'later that day', cases }, shards));
      await country.settle();
      // what an owner does with an item: it leaves the index
      await writeRequests(
        country,
        dueNow.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })),
      );
    }
    return figures;
  });
