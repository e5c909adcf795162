import type { Rails } from '../../partners/payment-rail.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import { shelf, type Shelved } from '../shelf.ts';
import type { Payable } from './domain/instructions.ts';
import { Beneficiaries, type Beneficiary } from './records.ts';

/** Shelves by which beneficiaries are spread, so that no partition holds them all. */
const SPREAD = 2;

/** The register of beneficiaries: payees by a keyed hash of their id, addresses sealed. */
export const payeeRegister = ({ table, vault }: { readonly table: Table; readonly vault: Vault }) => {
  const hashOf = (payeeId: string): Promise<string> => vault.hash('payeeFunctionalId', payeeId);
  const shelfOf = (payee: string) => shelf(table, Beneficiaries, payee.slice(0, SPREAD));
  return {
    hashOf,
    /** Which shelf a payee stands on. */
    within: (payee: string): string => payee.slice(0, SPREAD),
    seal: (payee: string, address: string): Promise<string> => vault.seal(address, payee),
    find: (payee: string): Promise<Shelved<Beneficiary> | undefined> => shelfOf(payee).find(payee),
    /** A payee with the address that she is paid to. */
    async findPayable(payeeId: string): Promise<Payable | undefined> {
      const payee = await hashOf(payeeId);
      const beneficiary = (await shelfOf(payee).find(payee))?.value;
      if (beneficiary === undefined) return undefined;
      const { sealedAddress } = beneficiary;
      return { beneficiary, address: sealedAddress === undefined ? undefined : await vault.open(sealedAddress, payee) };
    },
  };
};
export type PayeeRegister = ReturnType<typeof payeeRegister>;

/** What a call needs by which a rail is asked about many instructions. */
export interface RailNeeds {
  readonly table: Table;
  readonly vault: Vault;
  readonly register: PayeeRegister;
  readonly rails: () => Rails;
  readonly apiBaseUrl: () => string;
}

/** Payees that are looked up at once. */
export const AT_ONCE = 20;

/** Works things off side by side, a few at a time, in their order. */
export const eachOf = async <In, Out>(all: readonly In[], atOnce: number, work: (one: In) => Promise<Out>): Promise<readonly Out[]> => {
  const done: Out[] = [];
  for (let start = 0; start < all.length; start += atOnce) done.push(...(await Promise.all(all.slice(start, start + atOnce).map(work))));
  return done;
};
