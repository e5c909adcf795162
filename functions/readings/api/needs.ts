import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';

/** What the operations of this context use; each takes its part. */
export interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

export const CasePath = z.strictObject({ caseId: z.uuid() });
