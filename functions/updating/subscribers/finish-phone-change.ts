import type { CaseFiles } from '../../casefile/files.ts';
import { onDue } from '../../runtime/subscriber.ts';
import { finishPhoneChange as decide } from '../domain/finish-phone-change.ts';

/** Makes the change to a mother's new phone when she has had the time to stop it. */
export const finishPhoneChange = ({ files }: { readonly files: CaseFiles }) =>
  onDue(['phoneChange'], 'FinishPhoneChange', async ({ metadata: { caseId } }, context) => {
    await files.change(caseId, context, (file) => decide(file, context));
  });
