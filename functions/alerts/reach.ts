import { workerOfItems } from '../casefile/worker.ts';
import type { Addressee, AlertRules } from '../policy/schema/alerts.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import type { Recipient } from './domain/tell-rung.ts';
import { Duty, dutyOwner } from './records.ts';

/** Who holds the duties of an area. One query. */
export const dutiesOf = async (table: Table, area: string): Promise<readonly Duty[]> =>
  (await table.all(keys.duties(area))).map((item) => Duty.parse(item));

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
    if (who === 'careWorker')
      return worker?.phone === undefined
        ? []
        : [{ to: `worker:${worker.workerId}`, phone: worker.phone, owner: worker.workerId, language: worker.language }];
    const local = holders(here, who.duty);
    return local.length > 0 ? local : holders(everywhere, who.duty);
  };
};
