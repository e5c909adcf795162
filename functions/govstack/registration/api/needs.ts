import type { Programmes } from '../../../runtime/programmes.ts';
import type { Table } from '../../../table/table.ts';

/** What operations on services and forms are made with. */
export interface ReferenceNeeds {
  readonly table: Table;
  readonly programmes: Programmes;
}
