import type { Caller } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { shelf } from '../shelf.ts';
import { refuse, type VoucherRefusal } from './domain/vouchers.ts';
import { SourceBlocks } from './records.ts';

/** Refuses a name of a building block that is not registered, or belongs to other clients. */
export const refuseUnknownBlock = async (table: Table, name: string, { client }: Caller): Promise<VoucherRefusal | undefined> => {
  const found = (await shelf(table, SourceBlocks).find(name))?.value;
  if (found !== undefined && (found.clients === undefined || found.clients.includes(client))) return undefined;
  return refuse('blockUnknown', 'no building block of this name may use vouchers here');
};
