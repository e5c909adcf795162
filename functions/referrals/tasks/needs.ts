import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import type { Table } from '../../table/table.ts';

/** What the tasks of this context use; each takes its part. */
export interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
  readonly workflows: Workflows;
  readonly vault: Vault;
}

/** Which referral a state machine is about. */
export const ReferralInput = z.object({ caseId: z.uuid(), referralId: z.uuid() });
