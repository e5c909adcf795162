import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { decideAccount } from '../domain/enrol.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** Opens the account in which the mother sees her own record. */
export const openAccount = ({ files }: Needs) =>
  task(z.object({ caseId: z.uuid() }), async ({ caseId }, context) => {
    await files.change(caseId, context, (file) => decideAccount(file, context));
    return { opened: true };
  });
