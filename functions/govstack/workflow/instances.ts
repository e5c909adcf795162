import { derivedId } from '../../kernel/ids.ts';
import { TransactionContended, TransactionRefused, type Table } from '../../table/table.ts';
import { shelf, shelfWrite } from '../shelf.ts';
import { instanceIdOf } from './domain/instance-id.ts';
import { Instances, type Instance } from './records.ts';

const KEPT_SECONDS = 100 * 86_400;

/** A partition for each number. */
const withinOf = (id: number): string => String(id);

/** Numbers of executions, each kept with what it stands for. */
export const instanceNumbers = (table: Table) => {
  const find = async (id: number): Promise<Instance | undefined> => (await shelf(table, Instances, withinOf(id)).find(String(id)))?.value;
  return {
    find,
    /** The number of an execution; it is kept when it is first told, and a taken number gives way to the next. */
    async numberOf(machine: string, name: string, at: string): Promise<number> {
      for (let attempt = 0; ; attempt += 1) {
        const id = instanceIdOf(machine, name, attempt);
        const known = await find(id);
        if (known?.machine === machine && known.name === name) return id;
        if (known !== undefined) continue;
        const instance = { id, machine, name, expiresAt: Math.floor(Date.parse(at) / 1000) + KEPT_SECONDS };
        try {
          await table.transact(
            [shelfWrite(Instances, instance, { within: withinOf(id), replaces: 'absent' })],
            derivedId('instance', machine, name, attempt, at),
          );
          return id;
        } catch (error) {
          if (!(error instanceof TransactionRefused || error instanceof TransactionContended)) throw error;
          attempt -= 1;
        }
      }
    },
  };
};
export type InstanceNumbers = ReturnType<typeof instanceNumbers>;
