import type { TableDefinition } from '../endpoint/tables.ts';
import type { FunctionDefinition } from '../functions/definition.ts';

/** An event source mapping from a table's stream to a function. */
export interface Mapping {
  readonly id: string;
  readonly table: TableDefinition;
  readonly target: FunctionDefinition;
  readonly batchSize: number;
  readonly bisects: boolean;
  /** -1 - for ever */
  readonly retries: number;
  readonly reportsItemFailures: boolean;
  readonly filters: readonly unknown[];
  readonly onFailureArn: string | undefined;
}
