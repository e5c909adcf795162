import { CaseExited, ConsentWithdrawn, MotherDied } from '../../../events/catalogue.ts';
import type { CaseFiles, Context } from '../../casefile/files.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { cancelAll } from '../domain/close.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** She has died, has left for good, or no longer consents to sharing: nothing of hers is asked of an organisation any more. */
export const cancelReferrals = ({ files }: Needs): readonly Subscription[] => {
  const cancel = async (caseId: string, why: string, context: Context): Promise<void> => {
    await files.change(caseId, context, (file) => cancelAll(file, why, context));
  };
  return [
    on(MotherDied, 'CancelReferrals', ({ metadata: { caseId } }, context) => cancel(caseId, 'motherDied', context)),
    on(CaseExited, 'CancelReferrals', async ({ metadata: { caseId }, data: { messages } }, context) => {
      if (messages === 'stop') await cancel(caseId, 'exited', context);
    }),
    on(ConsentWithdrawn, 'CancelReferrals', async ({ metadata: { caseId }, data: { purposes = [] } }, context) => {
      if (purposes.includes('sharing')) await cancel(caseId, 'consentWithdrawn', context);
    }),
  ];
};
