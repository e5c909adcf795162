import { workerOfItems, type Worker } from '../casefile/worker.ts';
import type { AlertRules } from '../policy/schema/alerts.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import type { Called } from './domain/ladder.ts';
import type { Recipient } from './domain/tell-rung.ts';
import { Duty, dutyOwner } from './records.ts';

/** Who holds the duties of an area. One query. */
export const dutiesOf = async (table: Table, area: string): Promise<readonly Duty[]> =>
  (await table.all(keys.duties(area))).map((item) => Duty.parse(item));

interface Holder extends Recipient {
  readonly duty: string;
  readonly person: string;
}

const holdersOf = (duties: readonly Duty[]): readonly Holder[] =>
  duties.flatMap(({ area, duty, people }) =>
    people.map(({ person, phone, language }, place) => ({
      duty,
      person,
      to: `${duty}@${area}:${String(place)}`,
      phone,
      owner: dutyOwner(area, duty),
      language,
    })),
  );

const recipientOf = ({ to, phone, owner, language }: Holder): Recipient => ({ to, phone, owner, language });

const WORKER = 'worker:';

const workerAs = (worker: Worker | undefined): readonly Recipient[] =>
  worker?.phone === undefined
    ? []
    : [{ to: `${WORKER}${worker.workerId}`, phone: worker.phone, owner: worker.workerId, language: worker.language }];

/** Who is reached at an address that a text was written to; undefined when nobody is there any more. One query. */
export const recipientAt = async (table: Table, address: string): Promise<Recipient | undefined> => {
  if (address.startsWith(WORKER)) return workerAs(workerOfItems(await table.all(keys.worker(address.slice(WORKER.length)).pk)))[0];
  const [, area = ''] = /^[^@]+@(.+):\d+$/.exec(address) ?? [];
  const holder = holdersOf(await dutiesOf(table, area)).find(({ to }) => to === address);
  return holder === undefined ? undefined : recipientOf(holder);
};

/** The user name or worker's id of who answered: the last part of `user:<name>` and of `client:<client>:<person>`. */
const personOf = (by: string): string => by.split(':').at(-1) ?? by;

/**
 * Whom each addressee stands for in a case: its worker, the holders of a duty in its area, else those of the whole country. A person by name
 * is reached as the worker that she is, else by a duty that she holds. Three queries, whatever the ladder; four with such a person.
 * @param recalled who had accepted the alert, as the record names her, where the ladder begins with her
 */
export const reachOf = async (
  table: Table,
  { area, workerId }: { readonly area: string; readonly workerId?: string | undefined },
  { wholeCountry }: Pick<AlertRules, 'wholeCountry'>,
  recalled?: string,
): Promise<(who: Called) => readonly Recipient[]> => {
  const workerCalled = async (id: string | undefined) =>
    id === undefined ? undefined : workerOfItems(await table.all(keys.worker(id).pk));
  const [worker, accepter, here, everywhere] = await Promise.all([
    workerCalled(workerId),
    workerCalled(recalled === undefined ? undefined : personOf(recalled)),
    dutiesOf(table, area).then(holdersOf),
    dutiesOf(table, wholeCountry).then(holdersOf),
  ]);
  return (who) => {
    if (who === 'careWorker') return workerAs(worker);
    if ('person' in who) {
      const asWorker = workerAs(accepter);
      const held = [...here, ...everywhere].filter(({ person }) => person === personOf(who.person));
      return asWorker.length > 0 ? asWorker : held.slice(0, 1).map(recipientOf);
    }
    const local = here.filter(({ duty }) => duty === who.duty);
    return (local.length > 0 ? local : everywhere.filter(({ duty }) => duty === who.duty)).map(recipientOf);
  };
};
