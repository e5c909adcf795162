import { withoutOnce } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { awaitRail as decideToWait } from '../domain/await.ts';
import { PaymentInput, type Needs } from './needs.ts';

/** Waits for the rail to call back. When it has called already, the state is answered at once. */
export const awaitRail = ({ files, workflows }: Pick<Needs, 'files' | 'workflows'>) =>
  task(PaymentInput, async ({ caseId, paymentId }, { token, ...rest }) => {
    if (token === undefined) throw new Error('waiting for the rail needs the token of the state that waits');
    const { answered } = await files.change(caseId, withoutOnce(rest), (file) => decideToWait(file, paymentId, token));
    if (answered) await workflows.answer(token, { answered });
    return { answered };
  });
