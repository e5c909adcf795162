import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { decideUnconfirmed } from '../domain/payment-address.ts';

interface Needs {
  readonly files: CaseFiles;
}

const Input = z.object({ caseId: z.uuid(), failure: z.object({ Error: z.string() }) });

/** The rail is down for longer: payments wait until the update sweep has it asked again. */
export const leaveAddressUnconfirmed = ({ files }: Needs) =>
  task(Input, async ({ caseId, failure }, context) => ({
    state: await files.change(caseId, context, (file) => decideUnconfirmed(file, failure.Error, context)),
  }));
