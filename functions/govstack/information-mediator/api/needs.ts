import type { Table } from '../../../table/table.ts';
import type { Description } from '../domain/directory.ts';

/** What the operations of this block use; each takes its part. */
export interface Needs {
  readonly table: Table;
  /** The description of this deployment's API. */
  readonly description: () => Description;
}
