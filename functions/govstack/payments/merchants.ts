import type { Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { keys, type Key } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { shelf } from '../shelf.ts';
import { Merchants, type Merchant } from './records.ts';

type Named = Pick<Merchant, 'name' | 'bankDetails' | 'group'>;

/** Under which a merchant is found by what a caller says of it. */
const nameKey = ({ name, bankDetails, group }: Named): Key => keys.claim('merchant', derivedId('merchant', name, bankDetails, group));

/** The merchant of a name, a bank and a group. */
export const findMerchant = async (table: Table, named: Named): Promise<Merchant | undefined> => {
  const id = (await table.find(nameKey(named)))?.['merchantId'];
  return typeof id === 'string' ? (await shelf(table, Merchants).find(id))?.value : undefined;
};

/**
 * Stores a merchant; it is no longer found by what it was called before.
 * @throws {Problem} AlreadyExists when another one is called the same, VersionConflict
 */
export const storeMerchant = async (table: Table, merchant: Merchant, context: Context): Promise<Merchant> => {
  const merchants = shelf(table, Merchants);
  const seen = await merchants.find(merchant.id);
  const before = seen === undefined ? undefined : nameKey(seen.value);
  const now = nameKey(merchant);
  const holder = (await table.find(now))?.['merchantId'];
  if (holder !== undefined && holder !== merchant.id)
    throw new Problem('AlreadyExists', 'another merchant has this name, bank and group: nobody could tell whom a voucher pays');
  const also: readonly Write[] = [
    ...(holder === undefined ? [{ put: { ...now, entity: 'claim', merchantId: merchant.id }, condition: 'absent' as const }] : []),
    ...(before === undefined || before.pk === now.pk ? [] : [{ remove: before }]),
  ];
  return (await merchants.put(merchant, context, seen, also)).value;
};
