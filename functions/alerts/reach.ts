import { workerOfItems, type Worker } from '../casefile/worker.ts';
import type { Addressee, AlertRules } from '../policy/schema/alerts.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import type { Recipient } from './domain/tell-rung.ts';
import { Duty, dutyOwner } from './records.ts';

/** Who holds the duties of an area. One query. */
export const dutiesOf = async (table: Table, area: string): Promise<readonly Duty[]> =>
  (await table.all(keys.duties(area))).map((item) => Duty.parse(item));

const WORKER = 'worker:';

const holders = (duties: readonly Duty[], duty: string): readonly Recipient[] =>
  duties
    .filter((held) => held.duty === duty)
    .flatMap(({ area, people }) =>
      people.map(({ phone, language }, place) => ({
        to: `${duty}@${area}:${String(place)}`,
        phone,
        owner: dutyOwner(area, duty),
        language,
      })),
    );

const asRecipient = (worker: Worker | undefined): readonly Recipient[] =>
  worker?.phone === undefined
    ? []
    : [{ to: `${WORKER}${worker.workerId}`, phone: worker.phone, owner: worker.workerId, language: worker.language }];

/** Who is reached at an address that a text was written to; undefined when nobody is there any more. One query. */
export const recipientAt = async (table: Table, address: string): Promise<Recipient | undefined> => {
  if (address.startsWith(WORKER)) return asRecipient(workerOfItems(await table.all(keys.worker(address.slice(WORKER.length)).pk)))[0];
  const [, duty = '', area = ''] = /^([^@]+)@(.+):\d+$/.exec(address) ?? [];
  return holders(await dutiesOf(table, area), duty).find(({ to }) => to === address);
};

/**
 * Whom each addressee stands for in a case: its worker, the holders of a duty in its area, else those of the whole country. Three queries,
 * whatever the ladder.
 */
export const reachOf = async (
  table: Table,
  { area, workerId }: { readonly area: string; readonly workerId?: string | undefined },
  { wholeCountry }: Pick<AlertRules, 'wholeCountry'>,
): Promise<(who: Addressee) => readonly Recipient[]> => {
  const [workerItems, here, everywhere] = await Promise.all([
    workerId === undefined ? [] : table.all(keys.worker(workerId).pk),
    dutiesOf(table, area),
    dutiesOf(table, wholeCountry),
  ]);
  const worker = workerOfItems(workerItems);
  return (who) => {
    if (who === 'careWorker') return asRecipient(worker);
    const local = holders(here, who.duty);
    return local.length > 0 ? local : holders(everywhere, who.duty);
  };
};
