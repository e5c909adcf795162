import type { Context } from '../../casefile/files.ts';
import { dateOf } from '../../kernel/dates.ts';
import { outsideEntryWrites } from '../../payment/domain/outside.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { settle, shelf, shelfWrite, type Shelved } from '../shelf.ts';
import { decideRedemption, isRefusal, takePlace, type Spending, type VoucherRefusal } from './domain/vouchers.ts';
import { mayChangeVouchersOf } from './source-block.ts';
import { VoucherGroups, Vouchers, type GroupAccount, type Voucher } from './records.ts';

interface Needs {
  readonly table: Table;
  readonly vault: Vault;
}

const replaced = (seen: Shelved<object> | undefined) =>
  seen === undefined ? { version: 1, replaces: 'absent' as const } : { version: seen.version + 1, replaces: { version: seen.version } };

/** Vouchers by serial, and by the keyed hash of their secret number. */
export const voucherStore = ({ table, vault }: Needs) => {
  const hashOf = (number: string): Promise<string> => vault.hash('voucherNumber', number);
  const find = (serial: string): Promise<Shelved<Voucher> | undefined> => shelf(table, Vouchers, serial).find(serial);
  const groups = shelf(table, VoucherGroups);

  const write = (voucher: Voucher, seen: Shelved<Voucher> | undefined): Write =>
    shelfWrite(Vouchers, voucher, { within: voucher.serial, ...replaced(seen) });
  /** A group is written only where something is counted on it, so that others do not wait for one another. */
  const groupWrites = (account: GroupAccount, seen: Shelved<GroupAccount>): readonly Write[] =>
    account.vouchersMost === undefined && account.fundsMinor === undefined ? [] : [shelfWrite(VoucherGroups, account, replaced(seen))];

  return {
    find,
    hashOf,
    /** Stores a new voucher, and takes its place in its group. A repeat finds it stored. */
    add: (voucher: Voucher, context: Context): Promise<VoucherRefusal | Voucher> =>
      settle<VoucherRefusal | Voucher>(table, context, async () => {
        const known = await find(voucher.serial);
        if (known !== undefined) return { writes: [], answer: known.value };
        const seen = await groups.get(voucher.group, 'voucher group');
        const account = takePlace(seen.value);
        if (isRefusal(account)) return { writes: [], answer: account };
        const byNumber = { ...keys.claim('voucherNumber', voucher.numberHash), entity: 'claim', serial: voucher.serial };
        return {
          writes: [write(voucher, undefined), { put: byNumber, condition: 'absent' }, ...groupWrites(account, seen)],
          answer: voucher,
        };
      }),
    /** Changes a voucher as decided from how it stands now; one of a building block of other clients is none of the caller's. */
    change: (
      serial: string,
      caller: Caller,
      decide: (voucher: Voucher) => Voucher | VoucherRefusal,
    ): Promise<Voucher | VoucherRefusal | undefined> =>
      settle<VoucherRefusal | Voucher | undefined>(table, caller, async () => {
        const seen = await find(serial);
        if (seen === undefined || !(await mayChangeVouchersOf(table, seen.value.sourceBlock, caller)))
          return { writes: [], answer: undefined };
        const decided = decide(seen.value);
        return { writes: isRefusal(decided) || decided === seen.value ? [] : [write(decided, seen)], answer: decided };
      }),
    /** Spends a voucher at a merchant: of two at once, one wins. What is spent stands in the ledger as paid. */
    redeem: (number: string, spending: Omit<Spending, 'account'>, context: Context): Promise<Voucher | VoucherRefusal> =>
      settle<VoucherRefusal | Voucher>(table, context, async () => {
        const serial = (await table.find(keys.claim('voucherNumber', await hashOf(number))))?.['serial'];
        const seen = typeof serial === 'string' ? await find(serial) : undefined;
        const group = await groups.get(spending.merchant.group, 'voucher group');
        const decided = decideRedemption(seen?.value, { ...spending, account: group.value });
        if (isRefusal(decided)) return { writes: [], answer: decided };
        const { voucher, account } = decided;
        const { amountMinor, currency } = voucher;
        const entry = {
          entry: 'confirmed',
          at: spending.at,
          requestId: voucher.serial,
          amountMinor,
          currency,
          valueOn: dateOf(spending.at),
        } as const;
        return {
          writes: [
            write(voucher, seen),
            ...groupWrites(account, group),
            ...outsideEntryWrites(`voucher ${voucher.serial}`, entry, 'voucher'),
          ],
          answer: voucher,
        };
      }),
    /** Puts a voucher as it is given, in the place of one of the same serial; for the tests of a conformance suite. */
    place: (voucher: Voucher, context: Context): Promise<Voucher> =>
      settle(table, context, async () => {
        const byNumber = { ...keys.claim('voucherNumber', voucher.numberHash), entity: 'claim', serial: voucher.serial };
        return { writes: [write(voucher, await find(voucher.serial)), { put: byNumber }], answer: voucher };
      }),
  };
};
export type VoucherStore = ReturnType<typeof voucherStore>;
