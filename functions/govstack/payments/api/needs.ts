import type { Rails } from '../../../partners/payment-rail.ts';
import type { Vault } from '../../../runtime/vault.ts';
import type { Table } from '../../../table/table.ts';
import type { PayeeRegister } from '../payees.ts';
import type { VoucherStore } from '../vouchers.ts';

/** What the operations of this block use; each takes its part. */
export interface Needs {
  readonly table: Table;
  readonly vault: Vault;
  readonly register: PayeeRegister;
  readonly vouchers: VoucherStore;
  readonly rails: () => Rails;
  readonly apiBaseUrl: () => string;
}
