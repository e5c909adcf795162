import { addDays, PlainDate } from '../../functions/kernel/dates.ts';
import { derivedId } from '../../functions/kernel/ids.ts';
import { done, staff } from '../local/journey/hands.ts';
import { onFreshCountry, type Built } from './country.ts';
import { percentile } from './table.ts';
import { isRead } from './usage.ts';
import { writeItems } from './write-items.ts';

export interface ListFigures {
  /** Cases in the table. */
  readonly cases: number;
  /** Cases of the worker whose list is read. */
  readonly own: number;
  readonly rows: number;
  /** Reads of the database by one request. */
  readonly reads: number;
  readonly itemsRead: number;
  readonly readUnits: number;
  readonly p50Ms: number;
}

const START = '2030-03-04T12:00:00.000Z';
const WORKER = 'worker-0';
const AREA = 'bench-1';
/** The worker's own cases stay as many; the table grows by those of others. */
const OWN_CASES = 200;
const ROUNDS = 20;
const WRITTEN_AT_ONCE = 5_000;

/** One contact that is due now, of one case: the first cases are hers, the others are spread over other workers. */
const contactOf = (index: number, today: PlainDate) => {
  const caseId = derivedId('list bench', index);
  const worker = index < OWN_CASES ? WORKER : `worker-${String(1 + (index % 500))}`;
  const dueOn = addDays(today, -(index % 10));
  const text = (value: string) => ({ S: value });
  return {
    pk: text(`CASE#${caseId}`),
    sk: text('CONTACT#ANC-1'),
    entity: text('contact'),
    caseId: text(caseId),
    area: text(AREA),
    programme: text('DEFAULT'),
    contactId: text('ANC-1'),
    kind: text('ANC-1'),
    of: text('mother'),
    dueOn: text(dueOn),
    opensOn: text(addDays(dueOn, -7)),
    closesOn: text(addDays(dueOn, 14)),
    status: text('due'),
    urgent: { BOOL: false },
    followedUp: { BOOL: false },
    workerPk: text(`WORKER#${worker}`),
    workerSk: text(`${dueOn}#${caseId}#ANC-1`),
  };
};

/** What one page of a worker's list costs, among more and more cases of others. */
export const measureLists = (built: Built, sizes: readonly number[]): Promise<readonly ListFigures[]> =>
  onFreshCountry(built, START, async ({ country }) => {
    const { local } = country;
    const hands = staff(country, 'supervisor-1', 'supervisor');
    const today = PlainDate.parse(START.slice(0, 10));
    const figures: ListFigures[] = [];
    let cases = 0;
    for (const size of sizes) {
      for (; cases < size; cases += WRITTEN_AT_ONCE) {
        const count = Math.min(WRITTEN_AT_ONCE, size - cases);
        await writeItems(
          country,
          Array.from({ length: count }, (_, offset) => contactOf(cases + offset, today)),
        );
      }
      cases = size;
      const read = () => done(hands.call('GET', `/workers/${WORKER}/list?limit=50`));
      const { items } = (await read()) as { items: readonly unknown[] };
      local.clearCalls();
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const began = performance.now();
        await read();
        times.push(performance.now() - began);
      }
      const reads = local.calls.filter(({ service, action }) => service === 'dynamodb' && isRead(action));
      const each = (of: (call: (typeof reads)[number]) => number) => reads.reduce((sum, call) => sum + of(call), 0) / ROUNDS;
      figures.push({
        cases: size,
        own: OWN_CASES,
        rows: items.length,
        reads: reads.length / ROUNDS,
        itemsRead: each(({ itemsRead }) => itemsRead),
        readUnits: each(({ readUnits }) => readUnits),
        p50Ms: percentile(
          times.toSorted((left, right) => left - right),
          0.5,
        ),
      });
    }
    return figures;
  });
