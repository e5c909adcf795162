import type { CaseFiles } from '../../casefile/files.ts';
import type { Rails } from '../../partners/payment-rail.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import type { Table } from '../../table/table.ts';
import * as z from 'zod';

/** What the tasks of this context use; each takes its part. */
export interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
  readonly workflows: Workflows;
  readonly rails: () => Rails;
  /** The address of this deployment's API, under which the rail calls back. */
  readonly apiBaseUrl: () => string;
}

/** Which payment a state machine is about. */
export const PaymentInput = z.object({ caseId: z.uuid(), paymentId: z.uuid() });
